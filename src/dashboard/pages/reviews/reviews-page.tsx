import { getRouteApi } from '@tanstack/react-router';
import { Page } from '../../ui/page.js';
import { words } from '../../words/en.js';
import { ReviewList } from './review-list.js';

const route = getRouteApi('/app/reviews');

/** `/reviews`. */
export function ReviewsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Page title={words.reviews.title} lead={words.reviews.lead}>
      <ReviewList search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />
    </Page>
  );
}
