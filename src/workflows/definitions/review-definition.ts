import { namesAsked } from '../conditions/names-asked.js';
import type { DefinitionProblem } from './read-definition.js';

/** The built-in workflow that reviews. */
export const REVIEW = 'pr_review';

/**
 * The review as a person would write it. It has no stored definition: its actions and triggers are rows like everybody's,
 * and `run-workflow.ts` runs them, which keeps what a review promises (serial on a pull request, ended by a newer push,
 * waiting for GitHub and Claude). Pure.
 */
export function writtenReview({
  description,
  events,
  condition,
}: {
  description: string | null;
  events: readonly string[];
  condition: string | null;
}): Record<string, unknown> {
  return {
    name: REVIEW,
    ...(description !== null && { description }),
    on: [{ event: [...new Set(events)] }],
    ...(condition !== null && { if: condition }),
    do: [{ pr_review_analyzer: {} }],
  };
}

/** What no review knows before it begins: with it in its condition it would never come. Takes one that compiles. Pure. */
export function reviewConditionProblem(condition: string): DefinitionProblem | null {
  const later = [...namesAsked(condition)].find((name) => /^(review|steps|inputs)(\.|$)/.test(name));
  if (later === undefined) return null;
  return { field: 'if', detail: `asks for ${later}, which is not known before the review: it would never begin` };
}
