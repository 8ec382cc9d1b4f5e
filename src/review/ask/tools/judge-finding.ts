import { z } from 'zod';
import { plainText } from '../../verify/plain-text.js';
import { answer, defineTool, refuse, type ReviewTool } from './tool.js';

export const Judgement = z.strictObject({
  finding: z.string(),
  verdict: z.enum(['stands', 'fixed', 'wrong', 'duplicate', 'unsure']),
  reason: z.string(),
  /** Of a claim that stands with less harm than it says; null: as it is. */
  severity: z.enum(['must-fix', 'should-fix', 'minor']).nullable().default(null),
});
export type Judgement = z.output<typeof Judgement>;

/** Says of a finding that was given with the task what has become of it. Only handles that were given are taken. */
export function judgeFindingTool(take: (judgement: Judgement) => string | null): ReviewTool {
  return defineTool({
    name: 'judge_finding',
    takes: true,
    description:
      'Judges one finding whose handle (such as F3) is given in the task. stands: the fault is in the code as it is now. fixed: the change has repaired it. wrong: the claim does not hold. duplicate: the same fault as another one in the list. unsure: the code does not decide it. The reason names what was read. severity: null, unless the task asks for it.',
    input: Judgement,
    run: async (judgement: Judgement) => {
      const refused = take({ ...judgement, reason: plainText(judgement.reason) });
      return refused === null ? answer('Noted.') : refuse(refused);
    },
  });
}
