import { Page } from '../../ui/page.js';

export function TeamPage() {
  return <Page title="Team">…</Page>;
}
