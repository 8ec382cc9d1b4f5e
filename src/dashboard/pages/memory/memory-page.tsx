import { Page } from '../../ui/page.js';

export function MemoryPage() {
  return <Page title="Memory">…</Page>;
}
