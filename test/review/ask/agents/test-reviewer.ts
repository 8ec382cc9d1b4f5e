import type { Claude } from '../../../../src/claude/types.js';
import type { Reviewer } from '../../../../src/review/ask/reviewer.js';

/** A reviewer around a model, with no lookups, no limit of its budget and nothing kept; tests change what they are about. */
export function testReviewer(claude: Claude, over: Partial<Reviewer> = {}): Reviewer {
  return {
    claude,
    lookups: {},
    budget: { mayCall: () => null },
    parallel: false,
    nonce: 'n0nce',
    keep: (_, work) => work(),
    trouble: () => null,
    toolCalled: async () => undefined,
    noted: async () => undefined,
    ...over,
  };
}
