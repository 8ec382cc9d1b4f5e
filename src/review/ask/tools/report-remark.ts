import { z } from 'zod';
import type { Report, Verdict } from './report-finding.js';
import { answer, defineTool, refuse, type ReviewTool } from './tool.js';

export const REMARK_KINDS = ['wording', 'duplication'] as const;
export type RemarkKind = (typeof REMARK_KINDS)[number];

const Remark = z.strictObject({
  kind: z.enum(REMARK_KINDS),
  path: z.string(),
  line: z.number().int(),
  quote: z.string(),
  says: z.string(),
});

/**
 * Takes faults that only ask for words. They are no findings of their own: code puts those of one kind together into one
 * minor comment.
 */
export function reportRemarkTool(judge: (kind: RemarkKind, report: Report) => Promise<Verdict>): ReviewTool {
  return defineTool({
    name: 'report_remark',
    takes: true,
    description:
      'Notes a fault that only asks for words; all of one kind become one minor comment. wording: a wrong name, unit or typo in text that users or readers see (a message, a label, documentation, the name of a public function), never taste. duplication: logic that this change writes in two places that must agree, or copies from a place that must agree with it; says names the other place with path and line. quote is the text of that line of the diff, copied exactly; says is one sentence with what is wrong and what would be right. Everything else is a finding or nothing.',
    input: Remark,
    run: async ({ kind, path, line, quote, says }) => {
      const verdict = await judge(kind, {
        path,
        line,
        start_line: null,
        quote,
        severity: 'minor',
        category: 'quality',
        title: says,
        why: says,
        how_verified: `The line says so itself: ${path}:${line}.`,
        symbols: [],
        replacement: null,
        also: [],
        candidate: null,
      });
      return verdict.taken ? answer(`Noted. ${verdict.remark}`.trim()) : refuse(`Refused: ${verdict.reason}`);
    },
  });
}
