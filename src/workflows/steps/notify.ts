import { z } from 'zod';
import type { Connected } from '../../integrations/services/connected.js';
import type { Message } from '../../integrations/services/integration-type.js';
import { ServiceRefusedError } from '../../integrations/services/service-error.js';
import { createHash } from 'node:crypto';
import type { ExecutionRecord } from '../executions/execution-record.js';
import type { Done, Once } from '../executions/once.js';
import { rootOf } from '../executions/root-of.js';
import type { WorkflowPorts } from '../ports.js';
import { defineStep, done } from './step-action.js';

const LEVELS = ['info', 'success', 'warning', 'error'] as const;

/** `notify`: a message through an integration, sent once. */
export const notify = defineStep({
  type: 'notify',
  title: 'Send a message',
  description: 'Sends a message through an integration, such as Slack, Teams, Discord, e-mail, PagerDuty or Datadog.',
  config: z.strictObject({
    /** The name of an integration, or a type of which the installation has one. */
    integration: z.string().min(1).max(255),
    to: z.string().min(1).max(500).optional(),
    title: z.string().max(300).optional(),
    text: z.string().min(1).max(10_000),
    url: z.url().max(2000).optional(),
    level: z.enum(LEVELS).default('info'),
  }),
  result: z.object({ sent: z.boolean(), id: z.string().nullable(), url: z.string().nullable() }),
  needs: 'nothing',
  describe: async (_, { integration, to, title, text }) =>
    `send to ${integration}${to === undefined ? '' : ` (${to})`}:\n\n${title === undefined ? '' : `**${title}**\n\n`}${text}`,
  run: async (
    { ports, run, step, once, signal },
    { integration, to = null, title = null, text, url = null, level },
  ) => {
    const message: Message = { to, title, text, url, level, fields: [], buttons: [] };
    const named = { key: 'message', name: `${rootOf(run.executionId)} ${step.position} message` };
    const sent = await sendOnce({ ports, run, once, signal }, integration, message, named);
    if (sent.kind === 'unknown')
      return done(
        { sent: false, id: null, url: null },
        `${integration} gave no answer: the message may have come, and is not sent again`,
      );
    return done({ sent: true, ...sent.value }, `sent to ${integration}${to === null ? '' : ` (${to})`}`);
  },
});

/**
 * Sends a message once for a key of its step; one with buttons is made for the integration that it goes through. `name`:
 * what the service knows it by, of no other message. Throws what services throw.
 */
export async function sendOnce(
  of: { ports: Pick<WorkflowPorts, 'integrations'>; run: ExecutionRecord; once: Once; signal: AbortSignal },
  integration: string,
  given: Message | ((through: Connected) => Message),
  { key, name: own }: { key: string; name: string },
): Promise<Done<{ id: string | null; url: string | null }>> {
  const { ports, run, once, signal } = of;
  const connected = await ports.integrations.open(run.installationId, integration);
  const { messages } = connected.type;
  if (messages === undefined) throw new ServiceRefusedError('invalid', `${connected.type.title} takes no messages`);
  const message = typeof given === 'function' ? given(connected) : given;
  const name = createHash('sha256').update(own).digest('hex').slice(0, 32);
  const { find, isIdempotent = false } = messages;
  return once(key, {
    isIdempotent,
    work: () => connected.deliver(signal, (call) => messages.send(call as never, message, name)),
    ...(find && { find: () => connected.use(signal, (call) => find(call as never, message, name)) }),
  });
}
