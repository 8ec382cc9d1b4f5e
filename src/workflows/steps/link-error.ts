import { z } from 'zod';
import { SentryIntegration } from './about-integration.js';
import type { SentryCall } from '../../integrations/sentry/call-sentry.js';
import { linkTicket } from '../../integrations/sentry/link-ticket.js';
import { ServiceRefusedError } from '../../integrations/services/service-error.js';
import { RunFailedError } from '../durable/durable-step.js';
import { openSentry } from '../suspects/read-sentry-error.js';
import { defineStep, done, type StepContext } from './step-action.js';

const Payload = z.object({ issue: z.object({ id: z.coerce.string() }) });

/** `link_error`: the Sentry issue of the event names its ticket. */
export const linkError = defineStep({
  type: 'link_error',
  title: 'Link an error to its ticket',
  description:
    'Ties a ticket to the Sentry issue of the event: as an external issue where the integration names its installation, else by a comment. Where Sentry refuses, the run goes on and says so.',
  config: z.strictObject({
    integration: SentryIntegration,
    key: z.string().min(1).max(100).describe('As `issue_creator` gives it, such as `#12` or `ENG-12`.'),
    url: z.string().min(1).max(2000).describe('The address of that issue or ticket.'),
  }),
  result: z.object({ linked: z.enum(['linked', 'commented', 'no']), reason: z.string().nullable() }),
  needs: 'nothing',
  describe: async (_, { key }) => `tell Sentry of ${key}`,
  run: async (context, { integration, key, url }) => {
    const { ports, run, signal, once } = context;
    const { issueId, eventId } = issueOf(context);
    try {
      const sentry = await openSentry(ports, { installationId: run.installationId, eventId }, integration);
      // It looks before it writes: what is there already is not written again.
      const link = () =>
        sentry.use(signal, (call) => linkTicket(call as SentryCall, issueId, { url, ...namesOf(key, run.repository) }));
      const linked = await once('link', { isIdempotent: true, work: link });
      const how = linked.kind === 'done' ? linked.value : 'commented';
      return done(
        { linked: how, reason: null },
        `${how === 'linked' ? 'linked' : 'named in a comment on'} the Sentry issue`,
      );
    } catch (error) {
      if (!(error instanceof ServiceRefusedError)) throw error;
      return done({ linked: 'no' as const, reason: error.message }, `Sentry was not told: ${error.message}`);
    }
  },
});

function issueOf({ run: { event } }: StepContext): { issueId: string; eventId: string } {
  const issueId = event?.source === 'sentry' ? Payload.safeParse(event.payload).data?.issue.id : undefined;
  if (event === null || issueId === undefined) throw new RunFailedError('this step needs an event of a Sentry issue');
  return { issueId, eventId: event.id };
}

/** A number of GitHub belongs to its repository, a key of a tracker to the team or project before its dash. */
function namesOf(key: string, repository: StepContext['run']['repository']): { project: string; identifier: string } {
  if (key.startsWith('#')) return { project: repository?.fullName ?? 'GitHub', identifier: key.slice(1) };
  return { project: key.split('-')[0] ?? key, identifier: key };
}
