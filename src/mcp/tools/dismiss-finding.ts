import { z } from 'zod';
import { dismissIn } from '../../api/dismiss-in.js';
import { repositoryOf } from '../../api/door/find-object.js';
import { Dismissal } from '../../workflows/requests/dismiss-by-person.js';
import { defineTool } from '../define-tool.js';
import { findingId } from '../tool-inputs.js';

/** `dismiss_finding`: what `/nectr dismiss` does, in the name of the token's owner. */
export const dismissFindingTool = defineTool({
  name: 'dismiss_finding',
  title: 'Dismiss a finding',
  description:
    'Says why a finding is not to be fixed; shown on the pull request with your owner’s name, and undone there. Only with a reason that is true. One finding at a time.',
  input: z.object({
    id: findingId,
    reason: Dismissal.shape.reason,
    note: Dismissal.shape.note.describe('Why, for the colleague who reads it'),
  }),
  output: z.object({ id: z.string(), state: z.literal('dismissed'), handles: z.array(z.string()) }),
  writes: true,
  run: async (session, { id, reason, note }) => {
    const place = await repositoryOf(session, 'finding', { id, level: 'write' });
    const wanted = { findingId: id, reason, scope: 'finding' as const, note, expiresInDays: null };
    const answer = await dismissIn(session, place, wanted);
    const handles = answer.handles.map((handle) => `F${handle}`);
    return { answer: { id, state: 'dismissed' as const, handles }, text: `Dismissed: ${handles.join(', ')}.` };
  },
});
