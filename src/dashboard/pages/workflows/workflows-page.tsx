import { Page } from '../../ui/page.js';

export function WorkflowsPage() {
  return <Page title="Workflows">…</Page>;
}
