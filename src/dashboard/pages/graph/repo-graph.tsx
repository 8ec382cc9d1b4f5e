import { Page } from '../../ui/page.js';

export function RepoGraph() {
  return <Page title="RepoGraph">…</Page>;
}
