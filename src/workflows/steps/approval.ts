import { z } from 'zod';
import { duration, secondsOf } from '../definitions/duration.js';
import type { Connected } from '../../integrations/services/connected.js';
import type { Message } from '../../integrations/services/integration-type.js';
import { ServiceRefusedError } from '../../integrations/services/service-error.js';
import { approvalOf } from '../executions/execution-record.js';
import { sendOnce } from './notify.js';
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
      .max(50),
    within: duration(60, 30 * 86_400).default('48h'),
    /** The integration that asks, by its name or type; with buttons where its service has them. */
    notify: z.string().min(1).max(255).optional(),
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
      [run.installationId, run.id, step.position, JSON.stringify(from), secondsOf(within)],
    );
    const [asked] = rows;
    if (asked === undefined) throw new Error('an approval gives one row');
    const { decision, by, note, expiresAt } = asked;
    if (decision === null) {
      if (notify !== undefined) await ask(context, notify, { from, within });
      return { kind: 'wait', for: approvalOf(run.id, step.position), until: expiresAt };
    }
    const said = decision === 'expired' ? `nobody decided within ${within}` : `${decision} by ${by}`;
    return done({ granted: decision === 'granted', by, decision, note }, said);
  },
});

/** Once. A service that refuses ends no run: the approval can be given elsewhere. */
async function ask(
  { ports, run, step, once, signal, log }: StepContext,
  integration: string,
  { from, within }: { from: readonly string[]; within: string },
): Promise<void> {
  const { repository, pull, workflowName } = run;
  const url = repository === null ? null : ports.github.repositoryUrl(repository.fullName);
  const about = repository === null ? '' : ` for ${repository.fullName}${pull === null ? '' : `#${pull.number}`}`;
  const message = (through: Connected): Message => {
    const value = through.button({ kind: 'approval', runId: run.id, position: step.position });
    return {
      to: null,
      title: `${workflowName} waits for approval`,
      text: `The workflow ${workflowName}${about} goes on once ${from.join(' or ')} approves, within ${within}.`,
      url: url !== null && pull !== null ? `${url}/pull/${pull.number}` : url,
      level: 'info',
      fields: [],
      buttons: [
        { action: 'approve', label: 'Approve', value },
        { action: 'reject', label: 'Reject', value },
      ],
    };
  };
  try {
    // Its buttons are for this try of the run.
    const named = { key: `ask ${run.id}`, name: `${run.executionId} ${step.position} ask` };
    const sent = await sendOnce({ ports, run, once, signal }, integration, message, named);
    if (sent.kind === 'unknown')
      await log({ level: 'WARNING', message: `${integration} gave no answer: whether it asked is unknown` });
  } catch (error) {
    if (!(error instanceof ServiceRefusedError)) throw error;
    await log({ level: 'WARNING', message: `${integration} could not ask: ${error.message}` });
  }
}
