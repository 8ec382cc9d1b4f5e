import { Page } from '../../ui/page.js';

export function RepoSettings() {
  return <Page title="RepoSettings">…</Page>;
}
