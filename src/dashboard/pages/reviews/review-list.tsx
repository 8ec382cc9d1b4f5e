import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { PagedRows } from '../../ui/paged-rows.js';
import { Empty } from '../../ui/states.js';
import { words } from '../../words/en.js';
import { ReviewFilters } from './review-filters.js';
import { ReviewTable } from './review-table.js';
import { sinceInstant, type ReviewsSearch } from './search.js';

const PAGE = 50;

function pageOfReviews({ since, ...asked }: ReviewsSearch, cursor: string | null) {
  const query = {
    ...asked,
    ...(since === undefined ? {} : { since: sinceInstant(since, Date.now()) }),
    ...(cursor === null ? {} : { cursor }),
    limit: PAGE,
  };
  return answerOf(api.reviews.$get({ query }));
}

export type ReviewRow = Awaited<ReturnType<typeof pageOfReviews>>['items'][number];

/** The reviews that a list shows, newest first, by pages. */
export const reviewsOf = (asked: ReviewsSearch) =>
  infiniteQueryOptions({
    queryKey: ['reviews', 'list', asked],
    queryFn: ({ pageParam }) => pageOfReviews(asked, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor: next }) => next,
    placeholderData: (before) => before,
  });

interface Props {
  /** What the address says. */
  search: ReviewsSearch;
  /** Puts other filters into the address. */
  onSearch: (search: ReviewsSearch) => void;
  /** Such as `acme/shop`: only of this repository, which then need not be chosen. */
  repo?: string;
}

/** The reviews of all repositories, or of one, with their filters. It stays up to date by itself. */
export function ReviewList({ search, onSearch, repo }: Props) {
  const asked = repo === undefined ? search : { ...search, repo };
  const reviews = useInfiniteQuery(reviewsOf(asked));
  const isFiltered = Object.keys(search).some((key) => key !== 'repo' || repo === undefined);
  return (
    <>
      <ReviewFilters search={search} onSearch={onSearch} ofOneRepository={repo !== undefined} />
      <Card flush>
        <PagedRows of={reviews} empty={<NoReviews isFiltered={isFiltered} clear={() => onSearch({})} />}>
          {(rows) => <ReviewTable rows={rows} ofOneRepository={repo !== undefined} isOld={reviews.isPlaceholderData} />}
        </PagedRows>
      </Card>
    </>
  );
}

function NoReviews({ isFiltered, clear }: { isFiltered: boolean; clear: () => void }) {
  const { noneTitle, noneHint, noMatch } = words.reviews;
  if (!isFiltered) return <Empty title={noneTitle} hint={noneHint} />;
  return <Empty title={noMatch} action={<Button onClick={clear}>{words.common.clearFilters}</Button>} />;
}
