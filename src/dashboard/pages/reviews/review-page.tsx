import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { External } from '../../ui/links.js';
import { Loaded } from '../../ui/loaded.js';
import { Page } from '../../ui/page.js';
import { words } from '../../words/en.js';
import { RerunButton } from './rerun-button.js';
import { ReviewBody } from './review-body.js';
import { reviewOf } from './review-queries.js';

const route = getRouteApi('/app/reviews/$id');

/** `/reviews/:id`. */
export function ReviewPage() {
  const { id } = route.useParams();
  const review = useQuery(reviewOf(id));
  const { data } = review;
  return (
    <Page
      title={
        data === undefined ? (
          words.review.title
        ) : (
          <>
            {data.pr_title} <span className="font-normal text-ink-soft">#{data.pr_number}</span>
          </>
        )
      }
      name={data === undefined ? words.review.title : `#${data.pr_number} ${data.pr_title}`}
      lead={
        data !== undefined && (
          <span className="flex flex-wrap items-center gap-x-2">
            <External href={data.url}>
              {data.repo}#{data.pr_number}
            </External>
            <span>{words.review.by(data.author)}</span>
          </span>
        )
      }
      actions={data !== undefined && <RerunButton of={data} />}
    >
      <Loaded of={review}>{(found) => <ReviewBody key={found.id} review={found} />}</Loaded>
    </Page>
  );
}
