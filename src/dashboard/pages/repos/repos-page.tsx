import { Page } from '../../ui/page.js';

export function ReposPage() {
  return <Page title="Repos">…</Page>;
}
