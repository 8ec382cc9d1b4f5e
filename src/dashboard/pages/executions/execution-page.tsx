import { Page } from '../../ui/page.js';

export function ExecutionPage() {
  return <Page title="Execution">…</Page>;
}
