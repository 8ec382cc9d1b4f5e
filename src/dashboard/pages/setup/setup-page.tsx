import { Page } from '../../ui/page.js';

export function SetupPage() {
  return <Page title="Setup">…</Page>;
}
