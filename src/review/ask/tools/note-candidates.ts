import { z } from 'zod';
import { cutText } from '../../../words/cut-text.js';
import { plainText } from '../../verify/plain-text.js';
import { DROP_REASONS, type Candidates } from '../candidates.js';
import { answer, defineTool, refuse, type ReviewTool } from './tool.js';

const Noted = z.strictObject({
  candidates: z.array(z.strictObject({ path: z.string(), line: z.number().int(), doubt: z.string() })),
});

const Drops = z.strictObject({
  dropped: z.array(z.strictObject({ candidate: z.string(), because: z.enum(DROP_REASONS), reason: z.string() })),
});

/** Takes the places that the model doubts, before it decides any of them. */
export function noteCandidatesTool(candidates: Candidates): ReviewTool {
  return defineTool({
    name: 'note_candidates',
    takes: true,
    description:
      'Notes every place of the change that may be wrong, before you decide any of them: path, line and the doubt in one sentence (which input, state or caller?). The answer gives each a handle such as C1. Each must be answered later, by report_finding or drop_candidates.',
    input: Noted,
    run: async ({ candidates: some }) => {
      const handles = candidates.note(some.map((one) => ({ ...one, doubt: oneLine(one.doubt) })));
      const left = some.length - handles.length;
      if (handles.length === 0) return left === 0 ? answer('None noted.') : refuse('No more candidates are taken.');
      const named = handles.length === 1 ? handles[0] : `${handles[0]} to ${handles.at(-1)}, in your order`;
      return answer(`Noted as ${named}. Answer each.${left > 0 ? ` ${left} were too many and are left out.` : ''}`);
    },
  });
}

/** Takes why a doubt was none. Nothing is dropped without a line of reason. */
export function dropCandidatesTool(candidates: Candidates): ReviewTool {
  return defineTool({
    name: 'drop_candidates',
    takes: true,
    description:
      'Drops candidates that are no findings, each with one line of reason: what you read that decides it, with path and line. because: code excludes it · harmless · stood before (untouched by this change) · not proven (nothing you can read decides it) · known already · taste.',
    input: Drops,
    run: async ({ dropped }) => {
      const wrong = dropped.flatMap(({ candidate, because, reason }) => {
        const said = oneLine(reason);
        if (said === '') return [`${cutText(candidate, 20)} needs a reason`];
        return candidates.drop(candidate, because, said) ?? [];
      });
      return wrong.length === 0 ? answer('Noted.') : refuse(`Not dropped: ${wrong.join('; ')}.`);
    },
  });
}

function oneLine(text: string): string {
  return plainText(text).replaceAll(/\s+/g, ' ').trim();
}
