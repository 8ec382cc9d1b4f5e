import { Page } from '../../ui/page.js';

export function RepoFiles() {
  return <Page title="RepoFiles">…</Page>;
}
