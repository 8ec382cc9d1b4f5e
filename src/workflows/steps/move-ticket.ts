import { z } from 'zod';
import { TargetIntegration } from './about-integration.js';
import { issueKeys } from '../../integrations/linear/issue-keys.js';
import type { Tickets } from '../../integrations/services/integration-type.js';
import { ServiceRefusedError } from '../../integrations/services/service-error.js';
import { defineStep, done, type StepContext } from './step-action.js';

const TARGETS = ['linear', 'jira'] as const;

/** `move_ticket`: the tickets that a pull request names go to a state. */
export const moveTicket = defineStep({
  type: 'move_ticket',
  title: 'Move tickets',
  description:
    'Moves the Linear or Jira tickets that the pull request names in its branch, title or description to a state. One that is there already, or does not exist, is left alone.',
  config: z.strictObject({
    target: z.enum(TARGETS).describe('Where the tickets are.'),
    integration: TargetIntegration,
    state: z.string().min(1).max(100).describe('The state they move to, by its name there, such as `In Review`.'),
  }),
  result: z.object({ moved: z.array(z.string()), missing: z.array(z.string()) }),
  needs: 'pull request',
  describe: async (context, { target, state }) =>
    `move ${keysOf(context).join(', ') || 'no ticket: none is named'} in ${target} to ${state}`,
  run: async (context, { target, integration, state }) => {
    const keys = keysOf(context);
    if (keys.length === 0) return done({ moved: [], missing: [] }, 'no ticket is named');
    const { ports, run, signal } = context;
    const connected = await ports.integrations.open(run.installationId, integration ?? target);
    const { tickets } = connected.type as { tickets?: Tickets<unknown, unknown> };
    if (tickets === undefined) throw new ServiceRefusedError('invalid', `${connected.type.title} has no tickets`);
    const [moved, missing]: [string[], string[]] = [[], []];
    for (const key of keys) {
      const known = await connected.use(signal, (call) => tickets.read(call, key));
      if (known === null) missing.push(key);
      else {
        await connected.use(signal, (call) => tickets.move(call, key, state));
        moved.push(key);
      }
    }
    const more = missing.length === 0 ? '' : `; not there: ${missing.join(', ')}`;
    return done(
      { moved, missing },
      `${moved.length === 0 ? 'nothing to move' : `${moved.join(', ')} → ${state}`}${more}`,
    );
  },
});

function keysOf({ facts: { event = {} } }: StepContext): string[] {
  return issueKeys({ title: event.title ?? '', body: event.body ?? '', branch: event.head ?? '' });
}
