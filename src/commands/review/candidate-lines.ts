import { redact } from '../../access/redact.js';
import type { Candidate } from '../../review/ask/candidates.js';

/** What the model doubted and what has become of it, a line each: `src/a.ts:12 dropped (harmless): … — …`. */
export function candidateLines(candidates: readonly Candidate[]): string[] {
  return candidates.map(({ path, line, doubt, answer, because, reason }) => {
    const state = answer === 'open' ? 'not answered' : because === null ? answer : `${answer} (${because})`;
    return redact(`${path}:${line} ${state}: ${doubt}${reason === '' ? '' : ` — ${reason}`}`);
  });
}
