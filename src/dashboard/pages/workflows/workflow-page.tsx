import { Page } from '../../ui/page.js';

export function WorkflowPage() {
  return <Page title="Workflow">…</Page>;
}
