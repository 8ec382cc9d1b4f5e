import { z } from 'zod';
import { accepted } from '../../api/door/accepted.js';
import { Dismissal, dismissByPerson } from '../../workflows/requests/dismiss-by-person.js';
import { defineTool } from '../define-tool.js';
import { findingPlace } from '../finding-place.js';
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
    const { installation, id: repositoryId } = await findingPlace(session, id, 'write');
    const { githubId, login } = session.caller;
    const answer = await session.tenant(async (manager) => {
      const dismissed = accepted(
        await dismissByPerson(manager, {
          installationId: installation.id,
          by: { githubId, login },
          requestId: session.requestId,
          findingId: id,
          reason,
          scope: 'finding',
          note,
          expiresInDays: null,
        }),
      );
      await session.audit(manager, {
        installationId: installation.id,
        repositoryId,
        action: 'finding.dismissed',
        objectType: 'finding',
        objectId: id,
        details: { reason, scope: dismissed.scope, handles: dismissed.handles },
      });
      return dismissed;
    });
    const handles = answer.handles.map((handle) => `F${handle}`);
    return { answer: { id, state: 'dismissed' as const, handles }, text: `Dismissed: ${handles.join(', ')}.` };
  },
});
