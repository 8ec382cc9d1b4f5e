import { CreateTables1764000000000 } from '../../migrations/1764000000000-create-tables.js';
import { CreateReviews1764000001000 } from '../../migrations/1764000001000-create-reviews.js';
import { CreatePublishedViews1764000002000 } from '../../migrations/1764000002000-create-published-views.js';
import { AddPrReviewWorkflow1764000003000 } from '../../migrations/1764000003000-add-pr-review-workflow.js';
import { CompressEventPayloads1764000014000 } from '../../migrations/1764000014000-compress-event-payloads.js';

/** In the order in which they run; by name and not by glob, so that the build carries them. */
export const migrations = [
  CreateTables1764000000000,
  CreateReviews1764000001000,
  CreatePublishedViews1764000002000,
  AddPrReviewWorkflow1764000003000,
  CompressEventPayloads1764000014000,
];
