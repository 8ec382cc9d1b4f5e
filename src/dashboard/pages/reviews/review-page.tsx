import { Page } from '../../ui/page.js';

export function ReviewPage() {
  return <Page title="Review">…</Page>;
}
