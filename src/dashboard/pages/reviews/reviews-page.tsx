import { Page } from '../../ui/page.js';

export function ReviewsPage() {
  return <Page title="Reviews">…</Page>;
}
