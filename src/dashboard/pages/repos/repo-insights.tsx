import { Page } from '../../ui/page.js';

export function RepoInsights() {
  return <Page title="RepoInsights">…</Page>;
}
