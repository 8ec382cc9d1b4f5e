import type { ActionType } from './action.js';
import { answerComment } from './answer-comment.js';
import { answerReview } from './answer-review.js';
import { postReview } from './post-review.js';
import { prReviewAnalyzer } from './pr-review-analyzer.js';
import { showRequest } from './show-request.js';

/** Every action type a workflow can name, by its name in `workflow_actions.action_type`. */
export const actionTypes: ReadonlyMap<string, ActionType> = new Map(
  [prReviewAnalyzer, postReview, answerReview, answerComment, showRequest].map((action) => [action.type, action]),
);
