import { defineCommand } from './command-line.js';
import { readReviewArgs, REVIEW_HELP, REVIEW_OPTIONS } from './review/review-args.js';

/** `nectr review`. */
export const command = defineCommand({
  name: 'review',
  help: REVIEW_HELP,
  options: REVIEW_OPTIONS,
  mostArguments: Infinity,
  envFile: 'model',
  run: async (values, args, env, behind) => {
    const asked = readReviewArgs(values, args, behind);
    const { runReview } = await import('./review/run-review.js');
    await runReview(asked, env);
  },
});
