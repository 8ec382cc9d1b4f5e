import { Page } from '../../ui/page.js';

export function RepoReviews() {
  return <Page title="RepoReviews">…</Page>;
}
