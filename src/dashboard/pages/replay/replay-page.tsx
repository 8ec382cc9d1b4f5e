import { Page } from '../../ui/page.js';

export function ReplayPage() {
  return <Page title="Replay">…</Page>;
}
