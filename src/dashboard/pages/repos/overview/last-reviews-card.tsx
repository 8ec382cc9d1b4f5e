import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { answerOf, api } from '../../../api/client.js';
import { Card } from '../../../ui/card.js';
import { LINK } from '../../../ui/links.js';
import { Loaded } from '../../../ui/loaded.js';
import { FindingCounts, OutcomeDot } from '../../../ui/review-badges.js';
import { Empty, SkeletonRows } from '../../../ui/states.js';
import { Time } from '../../../ui/time.js';
import { words } from '../../../words/en.js';
import { useRepo } from '../use-repo.js';

const told = words.repoOverview.reviews;

/** The newest reviews of a repository. */
export function LastReviewsCard({ repo }: { repo: string }) {
  const { params } = useRepo();
  const reviews = useQuery({
    queryKey: ['reviews', { repo, limit: 5 }],
    queryFn: () => answerOf(api.reviews.$get({ query: { repo, limit: '5' } })),
  });
  return (
    <Card
      title={told.title}
      flush
      actions={
        <Link to="/repos/$owner/$repo/reviews" params={params} className={`${LINK} text-xs`}>
          {told.all}
        </Link>
      }
    >
      <Loaded of={reviews} waiting={<SkeletonRows rows={5} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={told.empty} hint={told.hint} />
          ) : (
            <ul className="divide-y divide-line">
              {items.map((review) => (
                <li key={review.id} className="flex items-center gap-3 px-4 py-2 text-sm">
                  <span className="min-w-0 flex-1">
                    <Link
                      to="/reviews/$id"
                      params={{ id: review.id }}
                      title={review.pr_title}
                      className="line-clamp-2 font-medium wrap-anywhere text-ink no-underline hover:underline"
                    >
                      {review.pr_title}
                    </Link>
                    <span className="flex flex-wrap items-center gap-x-2 text-xs text-ink-soft">
                      <OutcomeDot outcome={review.outcome} />
                      <span>#{review.pr_number}</span>
                      <Time at={review.created_at} />
                    </span>
                  </span>
                  <FindingCounts of={review.findings} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  );
}
