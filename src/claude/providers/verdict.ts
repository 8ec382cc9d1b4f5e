import type { RefusedReason } from '../claude-error.js';

/** What a provider's error means; `overloaded` is worth another try at once, `limited` is not. */
export type Verdict = { limited: string } | { overloaded: string } | { refused: readonly [RefusedReason, string] };
