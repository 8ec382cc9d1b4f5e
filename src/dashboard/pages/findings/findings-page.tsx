import { Page } from '../../ui/page.js';

export function FindingsPage() {
  return <Page title="Findings">…</Page>;
}
