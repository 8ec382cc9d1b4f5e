import { getRouteApi } from '@tanstack/react-router';
import { ReviewList } from '../reviews/review-list.js';
import { useRepo } from './use-repo.js';

const route = getRouteApi('/app/repos/$owner/$repo/reviews');

/** The reviews of a repository with their filters. */
export function RepoReviews() {
  const { repo } = useRepo();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return <ReviewList search={search} onSearch={(next) => void navigate({ search: next })} repo={repo.full_name} />;
}
