import { z } from 'zod';
import { jsonText } from '../../database/json-text.js';
import { IntegrationName } from './about-integration.js';
import { duration, secondsOf } from '../definitions/duration.js';
import type { Message } from '../../integrations/services/integration-type.js';
import { isServiceError, ServiceRefusedError } from '../../integrations/services/service-error.js';
import { approvalOf } from '../executions/execution-record.js';
import { knownDeed } from '../executions/once.js';
import { aboutRun, subjectOf } from './about-run.js';
import { openMessenger, sendOnce, type Sent } from './notify.js';
import { defineStep, done, type StepContext } from './step-action.js';

/** `approval`: the run waits durably for a person's word. */
export const approval = defineStep({
  type: 'approval',
  title: 'Wait for approval',
  description:
    'Waits until somebody approves or rejects: people by login, or anybody with write or admin permission. When the time is over it counts as not granted.',
  config: z.strictObject({
    from: z
      .array(z.string().regex(/^[\w[\]-]{1,100}$/, 'must be write, admin or a login'))
      .min(1)
      .max(50)
      .describe('Who may decide: logins, or `write` or `admin` for all who have that access. One answer decides.'),
    within: duration(60, 30 * 86_400)
      .default('48h')
      .describe('How long it waits, such as `90m`, `48h` or `2d`. Without an answer the approval expires.'),
    notify: IntegrationName.optional().describe(
      'The integration that asks, by name or type; with buttons where its service has them.',
    ),
  }),
  result: z.object({
    granted: z.boolean(),
    by: z.string().nullable(),
    decision: z.enum(['granted', 'rejected', 'expired']),
    note: z.string().nullable(),
  }),
  needs: 'nothing',
  waitsBy: 'within',
  describe: async (_, { from, within, notify }) =>
    `wait up to ${within} for the approval of ${from.join(' or ')}${notify === undefined ? '' : `, asked through ${notify}`}`,
  run: async (context, { from, within, notify }) => {
    const { ports, run, step } = context;
    const rows: {
      decision: 'granted' | 'rejected' | 'expired' | null;
      by: string | null;
      note: string | null;
      expiresAt: Date;
    }[] = await ports.source.query(
      `INSERT INTO approvals AS a (installation_id, run_id, position, wanted, expires_at)
       VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5))
       ON CONFLICT (run_id, position) DO UPDATE SET
         decision = CASE WHEN a.decision IS NULL AND a.expires_at <= now() THEN 'expired' ELSE a.decision END,
         decided_at = CASE WHEN a.decision IS NULL AND a.expires_at <= now() THEN now() ELSE a.decided_at END
       RETURNING decision, decided_by AS by, note, expires_at AS "expiresAt"`,
      [run.installationId, run.id, step.position, jsonText(from), secondsOf(within)],
    );
    const [asked] = rows;
    if (asked === undefined) throw new Error('an approval gives one row');
    const { decision, by, note, expiresAt } = asked;
    if (decision === null) {
      if (notify !== undefined) await ask(context, notify, { from, within });
      return { kind: 'wait', for: approvalOf(run.id, step.position), until: expiresAt };
    }
    const said = decision === 'expired' ? `nobody decided within ${within}` : `${decision} by ${by}`;
    if (notify !== undefined) await tellDecision(context, notify, { decision, by, note });
    return done({ granted: decision === 'granted', by, decision, note }, said);
  },
});

const askKey = (runId: string) => `ask ${runId}`;

/** Once. A service that refuses ends no run: the approval can be given elsewhere. */
async function ask(
  context: StepContext,
  integration: string,
  { from, within }: { from: readonly string[]; within: string },
): Promise<void> {
  const { ports, run, step, once, signal, log } = context;
  try {
    const messenger = await openMessenger(ports, run, integration);
    const value = messenger.button({ kind: 'approval', runId: run.id, position: step.position });
    const message: Message = {
      ...aboutRun(ports, run),
      title: `${run.workflowName} waits for approval`,
      text: `The workflow ${run.workflowName}${subjectOf(run)} goes on once ${from.join(' or ')} approves, within ${within}.`,
      level: 'info',
      buttons: [
        { action: 'approve', label: 'Approve', value },
        { action: 'reject', label: 'Reject', value },
      ],
    };
    // Its buttons are for this try of the run.
    const named = { key: askKey(run.id), name: `${run.executionId} ${step.position} ask` };
    const sent = await sendOnce({ once, signal }, messenger, message, named);
    if (sent.kind === 'unknown')
      await log({ level: 'WARNING', message: `${integration} gave no answer: whether it asked is unknown` });
  } catch (error) {
    if (!(error instanceof ServiceRefusedError)) throw error;
    await log({ level: 'WARNING', message: `${integration} could not ask: ${error.message}` });
  }
}

const DECIDED = {
  granted: { title: 'approved', level: 'success', text: 'Approved by' },
  rejected: { title: 'rejected', level: 'warning', text: 'Rejected by' },
  expired: { title: 'nobody approved it', level: 'warning', text: null },
} as const;

/** Wherever it was decided, the message that asked says so in the place of its buttons. */
async function tellDecision(
  context: StepContext,
  integration: string,
  { decision, by, note }: { decision: keyof typeof DECIDED; by: string | null; note: string | null },
): Promise<void> {
  const { ports, run, step, once, signal, log } = context;
  const asked = await knownDeed<Sent>(ports.source, run, step.position, askKey(run.id));
  if (asked === null || asked.id === null) return;
  const { id } = asked;
  const { title, level, text } = DECIDED[decision];
  const said = text === null ? 'Nobody decided in time.' : `${text} ${by ?? 'somebody'}.`;
  const message: Message = {
    ...aboutRun(ports, run),
    title: `${run.workflowName}: ${title}`,
    text: `${said}${note === null || note === '' ? '' : `\n\n> ${note.replaceAll('\n', '\n> ')}`}\n\nThe workflow ${run.workflowName}${subjectOf(run)} had asked.`,
    level,
    buttons: [],
  };
  try {
    const messenger = await openMessenger(ports, run, integration);
    const { edit } = messenger.messages;
    if (edit === undefined) return;
    const work = () => messenger.use(signal, (call) => edit(call, message, id));
    await once(`${askKey(run.id)}: ${decision}`, { isIdempotent: true, work });
  } catch (error) {
    // What was decided holds, whether it is told or not.
    if (!isServiceError(error)) throw error;
    await log({ level: 'WARNING', message: `${integration} could not say so where it had asked: ${error.message}` });
  }
}
