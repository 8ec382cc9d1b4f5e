import { aiCommentAnalyzer } from './ai-comment-analyzer.js';
import { approval } from './approval.js';
import { delay } from './delay.js';
import { errorSuspects } from './error-suspects.js';
import { httpRequest } from './http-request.js';
import { issueCreator } from './issue-creator.js';
import { labelPr } from './label-pr.js';
import { linkError } from './link-error.js';
import { moveTicket } from './move-ticket.js';
import { notify } from './notify.js';
import { platformDetector } from './platform-detector.js';
import { postComment } from './post-comment.js';
import { prReviewAnalyzerStep } from './pr-review-analyzer.js';
import { qualityGates } from './quality-gates.js';
import { requestReviewersStep } from './request-reviewers.js';
import { setCheck } from './set-check.js';
import { staleFindings } from './stale-findings.js';
import type { StepAction } from './step-action.js';

/** Every action that a definition can name, in the order in which they are listed. */
const ALL = [
  prReviewAnalyzerStep,
  platformDetector,
  qualityGates,
  aiCommentAnalyzer,
  errorSuspects,
  issueCreator,
  linkError,
  staleFindings,
  moveTicket,
  postComment,
  labelPr,
  requestReviewersStep,
  setCheck,
  approval,
  notify,
  delay,
  httpRequest,
] as unknown as readonly StepAction[];

/** By type. */
export const STEP_ACTIONS: ReadonlyMap<string, StepAction> = new Map(ALL.map((action) => [action.type, action]));
