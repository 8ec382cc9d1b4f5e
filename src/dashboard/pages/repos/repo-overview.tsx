import { Page } from '../../ui/page.js';

export function RepoOverview() {
  return <Page title="RepoOverview">…</Page>;
}
