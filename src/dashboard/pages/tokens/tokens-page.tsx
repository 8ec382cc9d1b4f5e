import { Page } from '../../ui/page.js';

export function TokensPage() {
  return <Page title="Tokens">…</Page>;
}
