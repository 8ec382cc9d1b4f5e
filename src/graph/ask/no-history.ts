import type { ChangeHistory } from '../../review/history/types.js';

/** A history that tells nothing, and why. Pure. */
export function noHistory(source: ChangeHistory['source'], absent: string | null = null): ChangeHistory {
  return {
    source,
    absent,
    sha: null,
    experts: [],
    related: [],
    partners: [],
    undone: [],
    files: [],
    called: [],
    factors: [],
    reviewers: { named: null, backup: null, gap: null },
  };
}
