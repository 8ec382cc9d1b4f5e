import { z } from '@hono/zod-openapi';
import { redactValue } from '../../access/redact.js';
import { maskValues } from '../../review/analyzers/mask-values.js';
import { Definition } from '../../workflows/definitions/definition-schema.js';
import type { ExecutionRow } from '../queries/list-executions.js';
import type { ExecutionDetailRow } from '../queries/read-execution.js';

export const EXECUTION_STATUSES = ['pending', 'running', 'completed', 'failed', 'timeout', 'cancelled'] as const;

const time = z.iso.datetime({ offset: true });
const status = z.enum(EXECUTION_STATUSES);

export const Execution = z.object({
  id: z.uuid(),
  execution_id: z.string(),
  workflow_id: z.uuid(),
  workflow: z.string().openapi({ description: 'Its name at that time' }),
  version: z.int().nullable(),
  installation_id: z.int().nullable(),
  repo: z.string().nullable(),
  pr_number: z.int().nullable(),
  head_sha: z.string().nullable(),
  event_id: z.uuid().nullable(),
  trigger_type: z.string().nullable(),
  trigger_id: z.uuid().nullable(),
  status,
  outcome: z.enum(['reviewed', 'partial', 'skipped', 'failed']).nullable().openapi({ description: 'Of a review' }),
  reason: z.string().nullable(),
  fired: z.boolean().nullable().openapi({ description: 'Whether its condition was true' }),
  dry_run: z.boolean(),
  requested_by: z.string().nullable(),
  waiting_for: z.string().nullable(),
  resume_at: time.nullable().openapi({ description: 'When it goes on at the latest' }),
  retry_count: z.int(),
  queued_at: time,
  started_at: time.nullable(),
  completed_at: time.nullable(),
});

export const TraceLine = z.object({
  text: z.string(),
  value: z.union([z.boolean(), z.literal('unknown')]),
  why: z.string().optional(),
});

const ExecutionStep = z.object({
  position: z.int(),
  name: z.string(),
  type: z.string(),
  status: z
    .enum(['pending', 'running', 'waiting', 'completed', 'failed', 'skipped', 'cancelled'])
    .openapi({ description: '`pending`: its turn has not come' }),
  condition: z.array(TraceLine),
  result: z.record(z.string(), z.unknown()).nullable(),
  said: z.string().nullable().openapi({ description: 'What it did; of a dry run what it would do' }),
  error: z.string().nullable(),
  attempts: z.int(),
  started_at: time.nullable(),
  completed_at: time.nullable(),
  effects: z
    .array(z.object({ key: z.string(), state: z.enum(['begun', 'done', 'unknown']), at: time }))
    .openapi({ description: 'What was done outside; `unknown`: its answer was lost, and it is not done again' }),
});
const Approval = z.object({
  step: z.string(),
  wanted: z.array(z.string()).openapi({ description: 'Logins, and `write` or `admin`' }),
  expires_at: time,
  decision: z.enum(['granted', 'rejected', 'expired']).nullable(),
  decided_by: z.string().nullable(),
  note: z.string().nullable(),
  decided_at: time.nullable(),
});
const Related = z.object({ id: z.uuid(), execution_id: z.string(), status });

export const ExecutionDetail = Execution.extend({
  inputs: z.record(z.string(), z.unknown()),
  condition: z.array(TraceLine),
  steps: z.array(ExecutionStep),
  approvals: z.array(Approval),
  parent: Related.nullable(),
  children: z.array(Related).openapi({ description: 'Runs that went on from it' }),
});

export function executionShown({
  repository_id: _repository,
  micros: _micros,
  ...row
}: ExecutionRow): z.infer<typeof Execution> {
  return row;
}

/** A run with everything, its steps to come among them. */
export function executionDetail(row: ExecutionDetailRow): z.infer<typeof ExecutionDetail> {
  const { inputs, condition, definition, steps, effects, approvals, parent, children, ...execution } = row;
  const known = row.version === null ? undefined : Definition.safeParse(definition).data;
  const toCome = row.status === 'pending' || row.status === 'running' ? (known?.do ?? []) : [];
  const reached = new Set(steps.map(({ position }) => position));
  const all = [
    ...steps,
    ...toCome.flatMap(({ name, type }, position) =>
      reached.has(position) ? [] : [{ ...NOT_YET, position, name, type }],
    ),
  ].toSorted((a, b) => a.position - b.position);
  const nameOf = (at: number) => all.find(({ position }) => position === at)?.name ?? String(at);
  const detail: z.infer<typeof ExecutionDetail> = {
    ...executionShown(execution),
    inputs: inputs ?? {},
    condition: traceOf(condition),
    steps: all.map((step) => ({
      ...step,
      condition: traceOf(step.condition),
      effects: effects
        .filter(({ position }) => position === step.position)
        .map(({ key, state, at }) => ({ key: key.replace(/^-?\d+:/, ''), state, at })),
    })),
    approvals: approvals.map(({ position, wanted, ...approval }) => ({
      step: nameOf(position),
      wanted: z.array(z.string()).safeParse(wanted).data ?? [],
      ...approval,
    })),
    parent,
    children,
  };
  return redactValue(maskValues(detail)) as typeof detail;
}

const NOT_YET = {
  status: 'pending',
  condition: null,
  result: null,
  said: null,
  error: null,
  attempts: 0,
  started_at: null,
  completed_at: null,
} as const;

function traceOf(condition: unknown): z.infer<typeof TraceLine>[] {
  return z.array(TraceLine).safeParse(condition).data ?? [];
}
