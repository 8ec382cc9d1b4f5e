import { z } from 'zod';
import { duration, secondsOf } from '../definitions/duration.js';
import { approvalOf } from '../executions/execution-record.js';
import { defineStep, done } from './step-action.js';

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
  }),
  result: z.object({
    granted: z.boolean(),
    by: z.string().nullable(),
    decision: z.enum(['granted', 'rejected', 'expired']),
    note: z.string().nullable(),
  }),
  needs: 'nothing',
  describe: async (_, { from, within }) => `wait up to ${within} for the approval of ${from.join(' or ')}`,
  run: async ({ ports, run, step }, { from, within }) => {
    const rows: {
      decision: 'granted' | 'rejected' | 'expired' | null;
      by: string | null;
      note: string | null;
      expiresAt: Date;
    }[] = await ports.source.query(
      `WITH asked AS (
         INSERT INTO approvals AS a (installation_id, run_id, position, wanted, expires_at)
         VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5)) ON CONFLICT (run_id, position) DO UPDATE SET wanted = a.wanted
         RETURNING id, decision, decided_by, note, expires_at),
       late AS (UPDATE approvals SET decision = 'expired', decided_at = now()
                 WHERE run_id = $2 AND position = $3 AND decision IS NULL AND expires_at <= now() RETURNING id)
       SELECT CASE WHEN late.id IS NOT NULL THEN 'expired' ELSE asked.decision END AS decision, decided_by AS by, note,
              expires_at AS "expiresAt" FROM asked LEFT JOIN late ON late.id = asked.id`,
      [run.installationId, run.id, step.position, JSON.stringify(from), secondsOf(within)],
    );
    const [asked] = rows;
    if (asked === undefined) throw new Error('an approval gives one row');
    const { decision, by, note, expiresAt } = asked;
    if (decision === null) return { kind: 'wait', for: approvalOf(run.id, step.position), until: expiresAt };
    const said = decision === 'expired' ? `nobody decided within ${within}` : `${decision} by ${by}`;
    return done({ granted: decision === 'granted', by, decision, note }, said);
  },
});
