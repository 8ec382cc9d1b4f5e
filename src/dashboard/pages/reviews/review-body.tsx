import { Card } from '../../ui/card.js';
import { Markdown } from '../../ui/markdown.js';
import { words } from '../../words/en.js';
import { ReviewAside } from './review-aside.js';
import { ReviewContext } from './review-context.js';
import { ReviewCoverage } from './review-coverage.js';
import { ReviewFindings } from './review-findings.js';
import { ReviewModel } from './review-model.js';
import { ReviewOutcome } from './review-outcome.js';
import type { ReviewDetail } from './review-queries.js';
import { ReviewSteps } from './review-steps.js';

/** Everything that is kept of one review: what came of it first, then what it was made of. */
export function ReviewBody({ review }: { review: ReviewDetail }) {
  const { markdown, steps, status } = review;
  const isDone = status === 'done';
  return (
    <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_18rem]">
      <div className="flex min-w-0 flex-col gap-4">
        <ReviewOutcome of={review} />
        {!isDone && <ReviewSteps steps={steps} isDone={false} />}
        {markdown !== null && (
          <Card title={words.review.summary}>
            <Markdown text={markdown} />
          </Card>
        )}
        {review.round !== null && <ReviewFindings of={review} />}
        {review.coverage !== null && <ReviewCoverage of={review.coverage} findings={review.findings} />}
        {isDone && review.round !== null && <ReviewContext of={review} />}
        {isDone && <ReviewSteps steps={steps} isDone />}
        {isDone && <ReviewModel of={review} />}
      </div>
      <ReviewAside of={review} />
    </div>
  );
}
