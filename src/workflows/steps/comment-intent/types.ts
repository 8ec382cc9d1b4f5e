export const INTENTS = ['fix_request', 'question', 'suggestion', 'praise', 'complex_issue'] as const;
export type Intent = (typeof INTENTS)[number];

/** What a comment wants. */
export interface CommentIntent {
  intent: Intent;
  /** From 0 to 1. */
  confidence: number;
}
