import { z } from 'zod';
import { IntegrationName, Recipient } from './about-integration.js';
import type { Connected } from '../../integrations/services/connected.js';
import type { Message, Messages, SentMessage } from '../../integrations/services/integration-type.js';
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
    integration: IntegrationName.describe(
      'The name of an integration, or a type of which there is one, such as `slack`.',
    ),
    to: Recipient,
    title: z.string().max(300).optional().describe('Stands above the text.'),
    text: z.string().min(1).max(10_000).describe('What is said, in Markdown.'),
    url: z.url().max(2000).optional().describe('A link that the message gets.'),
    level: z.enum(LEVELS).default('info').describe('How grave it is, where the service shows that.'),
    thread: z
      .boolean()
      .default(false)
      .describe(
        'Below what was said before of the same pull request, or in the same run where it is about none; where the service has threads.',
      ),
  }),
  result: z.object({ sent: z.boolean(), id: z.string().nullable(), url: z.string().nullable() }),
  needs: 'nothing',
  describe: async (_, { integration, to, title, text, thread }) =>
    `send to ${integration}${to === undefined ? '' : ` (${to})`}${thread ? ', in a thread' : ''}:\n\n${title === undefined ? '' : `**${title}**\n\n`}${text}`,
  run: async (
    { ports, run, step, once, signal, log },
    { integration, to = null, title = null, text, url = null, level, thread },
  ) => {
    const connected = await openMessenger(ports, run, integration);
    const place = thread && connected.messages.hasThreads === true ? `${connected.id} ${to ?? ''}` : null;
    if (thread && place === null)
      await log({ level: 'INFO', message: `${connected.type.title} has no threads: it is a message of its own` });
    const first = place === null ? null : await firstOfThread(ports.source, run, place);
    const said: Message = { to, title, text, url, level, fields: [], buttons: [] };
    const message = first === null ? said : { ...said, thread: first };
    const named = { key: 'message', name: `${rootOf(run.executionId)} ${step.position} message` };
    const sent = await sendOnce({ once, signal }, connected, message, named, place);
    if (sent.kind === 'unknown')
      return done(
        { sent: false, id: null, url: null },
        `${integration} gave no answer: the message may have come, and is not sent again`,
      );
    const { id, url: at } = sent.value;
    return done({ sent: true, id, url: at }, `sent to ${integration}${to === null ? '' : ` (${to})`}`);
  },
});

/** The first message that was sent to a place of this pull request, or in this run where it is about none; null: none was. */
async function firstOfThread(
  source: WorkflowPorts['source'],
  { id, pull, installationId }: ExecutionRecord,
  place: string,
): Promise<string | null> {
  const rows: { id: string | null }[] = await source.query(
    `SELECT e.result ->> 'id' AS id FROM effects e JOIN workflow_runs r ON r.id = e.run_id
      WHERE ${pull === null ? 'r.id' : 'r.pull_request_id'} = $1 AND e.installation_id = $2 AND e.state = 'done' AND e.result ->> 'place' = $3
      ORDER BY e.done_at, e.run_id, e.key LIMIT 1`,
    [pull?.id ?? id, installationId, place],
  );
  return rows[0]?.id ?? null;
}

/** An integration that takes messages. */
export type Messenger = Connected & { messages: Messages<unknown, unknown> };

/** The integration of a run's installation by its name or type. Throws ServiceRefusedError where it takes no messages. */
export async function openMessenger(
  { integrations }: Pick<WorkflowPorts, 'integrations'>,
  { installationId }: Pick<ExecutionRecord, 'installationId'>,
  integration: string,
): Promise<Messenger> {
  const connected = await integrations.open(installationId, integration);
  const { messages } = connected.type;
  if (messages === undefined) throw new ServiceRefusedError('invalid', `${connected.type.title} takes no messages`);
  return { ...connected, messages: messages as Messages<unknown, unknown> };
}

/** What is known of a message that was sent. `place`: of one that has a thread, where it is. */
export interface Sent extends SentMessage {
  place?: string;
}

/**
 * Sends a message once for a key of its step. `name`: what the service knows it by, of no other message; `place`: others
 * may go to its thread. Throws what services throw.
 */
export async function sendOnce(
  { once, signal }: { once: Once; signal: AbortSignal },
  messenger: Messenger,
  message: Message,
  { key, name: own }: { key: string; name: string },
  place: string | null = null,
): Promise<Done<Sent>> {
  const { find, send, isIdempotent = false } = messenger.messages;
  const name = createHash('sha256').update(own).digest('hex').slice(0, 32);
  const placed = (sent: SentMessage): Sent => ({ ...sent, ...(place !== null && { place }) });
  return once<Sent>(key, {
    isIdempotent,
    work: async () => placed(await messenger.deliver(signal, (call) => send(call, message, name))),
    ...(find && {
      find: async () => {
        const found = await messenger.use(signal, (call) => find(call, message, name));
        return found === null ? null : placed(found);
      },
    }),
  });
}
