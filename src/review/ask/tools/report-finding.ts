import { z } from 'zod';
import { answer, defineTool, refuse, type ReviewTool } from './tool.js';

/** A further piece of the same file that the remedy changes. */
const Further = z.strictObject({ start_line: z.number().int(), line: z.number().int(), replacement: z.string() });

/** What the model claims. Every field is required: fewer forms of a request, fewer cached prefixes. */
export const Report = z.strictObject({
  path: z.string(),
  line: z.number().int(),
  start_line: z.number().int().nullable(),
  quote: z.string(),
  severity: z.enum(['must-fix', 'should-fix', 'minor']),
  category: z.enum(['security', 'bug', 'performance', 'quality', 'tests']),
  title: z.string(),
  why: z.string(),
  how_verified: z.string(),
  symbols: z.array(z.string()),
  replacement: z.string().nullable(),
  // Asked for like the others; what an older conversation left out is empty.
  also: z.array(Further).default([]),
  candidate: z.string().nullable().default(null),
});

/** Where the team has said something: the id of what speaks against the report. */
const ReportBesideMemories = Report.extend({
  memory: z
    .string()
    .nullable()
    .default(null)
    .describe(
      'The id, such as M3, of what the team said that calls exactly this intended; null, the usual case: nothing does.',
    ),
});
export type Report = Omit<z.output<typeof Report>, 'candidate'> & { candidate?: string | null; memory?: string | null };

/** What becomes of a report: taken (with a remark), or refused with the reason. */
export type Verdict = { taken: true; remark: string } | { taken: false; reason: string };

/**
 * The one way by which a finding leaves the model; its answer is the verification. `hasMemories`: the team has said
 * something, and a report may name what speaks against it.
 */
export function reportFindingTool(
  judge: (report: Report) => Promise<Verdict>,
  { hasMemories = false } = {},
): ReviewTool {
  return defineTool({
    name: 'report_finding',
    takes: true,
    description:
      'Reports one proven finding. The answer says whether it was taken, or why it was refused; a refused report may be corrected once.',
    input: hasMemories ? ReportBesideMemories : Report,
    run: async (report: Report) => {
      const verdict = await judge(report);
      return verdict.taken ? answer(`Taken. ${verdict.remark}`.trim()) : refuse(`Refused: ${verdict.reason}`);
    },
  });
}
