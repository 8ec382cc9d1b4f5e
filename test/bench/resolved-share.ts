import { isFollowed } from '../../src/review/ask/code/resolve-uses.js';
import { shownExcerpts } from './shown-excerpts.js';

/** How the excerpts beside the changed functions themselves were chosen. */
export interface ResolvedShare {
  /** All of them: definitions, types, siblings, tests, callers. */
  shown: number;
  definitions: number;
  /**
   * Definitions that a resolver chose, by import, receiver or type. In languages whose calls are not followed a name in
   * an imported file chooses.
   */
  resolved: number;
}

/** Counts over prompts, each excerpt once a prompt. */
export function resolvedShare(prompts: readonly string[]): ResolvedShare {
  const shown = prompts.flatMap((prompt) => shownExcerpts(prompt).filter(({ part }) => part !== 'symbols'));
  const definitions = shown.filter(({ part }) => part === 'definitions');
  return {
    shown: shown.length,
    definitions: definitions.length,
    resolved: definitions.filter(({ path }) => isFollowed(path)).length,
  };
}
