import type { ClaudeRequest } from '../../src/claude/types.js';
import type { Reviewer } from '../../src/review/ask/reviewer.js';
import { call, closing, scriptedClaude, textIn, type Reply } from '../review/ask/agents/scripted-claude.js';
import { testReviewer } from '../review/ask/agents/test-reviewer.js';
import type { Push } from './golden-pull.js';

/** A reviewer that says what is written down for it, each finding when it is asked about its file. */
export function golden({
  reports = [],
  fixed = [],
  leads = {},
  summary,
  risk,
  unmetCriteria = [],
}: Push['claude']): Reviewer {
  const script = (request: ClaudeRequest): Reply => {
    const end = closing(summary, { risk, unmet_criteria: unmetCriteria });
    if (request.messages.length > 1) return end;
    const text = textIn(request);
    if (text.includes('Try to refute each')) return secondLook(text);
    // The further reader finds nothing more.
    if (text.includes('Find what they have missed')) return end;
    const reported = reports
      .filter(({ quote }) => text.includes(inJson(quote)))
      .map((input) => call('report_finding', input));
    const judged = [...text.matchAll(/\bF(\d+) \(open\)/g)].map(([, handle]) =>
      call('judge_finding', {
        finding: `F${handle}`,
        verdict: fixed.includes(Number(handle)) ? 'fixed' : 'stands',
        reason: 'read again',
      }),
    );
    const looked = [...text.matchAll(/- (L\d+) \S+ (\S+): /g)].flatMap(([, finding, rule = '']) => {
      const [verdict, reason] = leads[rule] ?? [];
      return verdict === undefined ? [] : [call('judge_finding', { finding, verdict, reason })];
    });
    const calls = [...judged, ...looked, ...reported];
    return calls.length > 0 ? { content: calls } : end;
  };
  const kept = new Map<string, unknown>();
  return testReviewer(scriptedClaude(script), {
    keep: async (key, work) => {
      if (!kept.has(key)) kept.set(key, await work());
      return kept.get(key) as never;
    },
  });
}

/** As it stands within a request that is written as JSON. */
function inJson(quote: string): string {
  return JSON.stringify(quote.trim()).slice(1, -1);
}

/** What must be fixed is looked at a second time: here it always stands. */
function secondLook(text: string): Reply {
  const names = [...new Set(text.match(/\bX\d+\b/g) ?? [])];
  const judged = names.map((finding) =>
    call('judge_finding', { finding, verdict: 'stands', reason: 'The amount reaches the bank as it is passed in.' }),
  );
  return judged.length > 0 ? { content: judged } : closing();
}
