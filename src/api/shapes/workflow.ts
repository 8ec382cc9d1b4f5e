import { z } from '@hono/zod-openapi';
import { AT_WORK_OF_ONE } from '../../workflows/executions/admit-executions.js';
import { Definition, INPUT_TYPES, STATUSES } from '../../workflows/definitions/definition-schema.js';
import { mergedObjects, withStepSettings, writtenDefinition } from '../../workflows/definitions/written-definition.js';
import { REVIEW, writtenReview } from '../../workflows/definitions/review-definition.js';
import type { TriggerRow, WorkflowRow } from '../queries/list-workflows.js';

export const WORKFLOW_STATUSES = [...STATUSES, 'invalid'] as const;

const time = z.iso.datetime({ offset: true });

export const Trigger = z.object({
  id: z.uuid(),
  type: z.enum(['event', 'schedule', 'webhook', 'manual']),
  enabled: z.boolean(),
  events: z.array(z.string()).nullable(),
  schedule: z.string().nullable(),
  timezone: z.string().nullable(),
  inputs: z.record(z.string(), z.enum(INPUT_TYPES)).nullable(),
  url: z.string().nullable().openapi({ description: 'Of a webhook: where it is called' }),
  has_secret: z.boolean().openapi({ description: 'Of a webhook: `rotate_secret` gives it one' }),
  next_at: time.nullable(),
  last_at: time.nullable(),
  secret: z.string().optional().openapi({ description: 'Of a webhook; shown once, when it is made or rotated' }),
});

const Step = z.object({
  name: z.string(),
  type: z.string(),
  config: z.record(z.string(), z.unknown()),
  if: z.string().nullable(),
  timeout: z
    .int()
    .optional()
    .openapi({ description: 'Seconds that one attempt may take; as long as the run unless told' }),
});
const On = z.object({
  type: Trigger.shape.type,
  events: z.array(z.string()).optional(),
  schedule: z.string().optional(),
  timezone: z.string().optional(),
  inputs: z.record(z.string(), z.enum(INPUT_TYPES)).optional(),
});

export const Workflow = z.object({
  id: z.uuid(),
  installation_id: z.int(),
  name: z.string().openapi({ description: 'Of a file `file:<name>`' }),
  origin: z.enum(['builtin', 'api', 'file']),
  status: z.enum(WORKFLOW_STATUSES).openapi({ description: '`invalid`: a file that cannot be used, see `errors`' }),
  enabled: z.boolean().openapi({ description: 'Of a built-in one: the switch of this installation' }),
  description: z.string().nullable(),
  version: z.int(),
  repo: z.string().nullable().openapi({ description: 'Of a file: where it lies' }),
  repositories: z.array(z.string()).nullable().openapi({ description: 'Which it is for; null: all' }),
  on: z.array(On),
  if: z.string().nullable(),
  concurrency: Definition.shape.concurrency.nullable(),
  config: z.record(z.string(), z.unknown()).openapi({
    description: `Whatever \`max_concurrent_executions\` says, ${AT_WORK_OF_ONE} runs of an installation are at work at most`,
  }),
  do: z.array(Step),
  triggers: z.array(Trigger),
  errors: z.array(z.object({ field: z.string(), detail: z.string() })),
  created_by: z.string().nullable(),
  updated_by: z.string().nullable(),
  created_at: time,
  updated_at: time,
});
export const WorkflowDetail = Workflow.extend({
  written: z
    .record(z.string(), z.unknown())
    .nullable()
    .openapi({ description: 'As a person would write it; null: it is part of Nectr itself, or cannot be read' }),
});

/** Secrets to be shown with triggers, by their ids. */
export type Secrets = ReadonlyMap<string, string>;
type UrlOf = (triggerId: string) => string;

/** A workflow as a list shows it. */
export function workflowShown(row: WorkflowRow, urlOf: UrlOf, secrets: Secrets = new Map()): z.infer<typeof Workflow> {
  const { id, installation_id, origin, status, description, version, repo, switched } = row;
  const definition = Definition.safeParse(row.definition).data ?? null;
  return {
    id,
    installation_id,
    name: origin === 'file' && !row.name.startsWith('file:') ? `file:${row.name}` : row.name,
    origin,
    status,
    enabled: origin === 'builtin' ? (switched?.enabled ?? isOnByItself(row)) : status === 'active',
    description,
    version,
    repo,
    repositories: definition?.repositories ?? null,
    on: definition?.on ?? (isReview(row) ? [{ type: 'event', events: eventsOf(row) }] : row.triggers.map(onOf)),
    if: switched?.condition ?? definition?.if ?? null,
    concurrency: definition?.concurrency ?? (isReview(row) ? 'pull_request' : null),
    config: mergedObjects(definition?.config ?? {}, switched?.config ?? {}),
    do:
      definition === null
        ? isReview(row)
          ? [{ name: 'pr_review_analyzer', type: 'pr_review_analyzer', config: {}, if: null }]
          : row.actions.map((action) => ({ ...action, if: null }))
        : withStepSettings(definition.do, switched?.config['steps']),
    triggers: row.triggers.map((trigger) => triggerShown(trigger, urlOf, secrets)),
    errors: errorsOf(row.errors),
    created_by: row.created_by,
    updated_by: row.updated_by,
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}

/** The same with the written form. */
export function workflowDetail(row: WorkflowRow, urlOf: UrlOf, secrets?: Secrets): z.infer<typeof WorkflowDetail> {
  return { ...workflowShown(row, urlOf, secrets), written: writtenOf(row) };
}

function writtenOf(row: WorkflowRow): Record<string, unknown> | null {
  if (isReview(row)) return reviewOf(row, row.switched?.condition ?? null);
  const definition = Definition.safeParse(row.definition);
  return definition.success ? writtenDefinition(definition.data) : null;
}

/** The review as a person would write it, with a condition. */
export function reviewOf(row: WorkflowRow, condition: string | null): Record<string, unknown> {
  return writtenReview({ description: row.description, events: eventsOf(row), condition });
}

/** Whether it is the review, which our code runs. */
export function isReview({ origin, name }: Pick<WorkflowRow, 'origin' | 'name'>): boolean {
  return origin === 'builtin' && name === REVIEW;
}

function eventsOf({ triggers }: WorkflowRow): string[] {
  return [...new Set(triggers.flatMap(({ conditions }) => pick(conditions).events ?? []))];
}

function onOf({ type, conditions }: TriggerRow): z.infer<typeof On> {
  return { type, ...pick(conditions) };
}

/** Whether a built-in workflow works where nobody has switched it: what is part of Nectr itself does. */
export function isOnByItself({ definition, status }: Pick<WorkflowRow, 'definition' | 'status'>): boolean {
  return definition === null && status === 'active';
}

export function triggerShown(
  { conditions, ...row }: TriggerRow,
  urlOf: UrlOf,
  secrets: Secrets = new Map(),
): z.infer<typeof Trigger> {
  const { events = null, schedule = null, timezone = null, inputs = null } = pick(conditions);
  const secret = secrets.get(row.id);
  const url = row.type === 'webhook' ? urlOf(row.id) : null;
  return { ...row, events, schedule, timezone, inputs, url, ...(secret !== undefined && { secret }) };
}

const Conditions = On.omit({ type: true });

/** What is known of the conditions of a trigger; those of our own have more. */
function pick(conditions: unknown): z.infer<typeof Conditions> {
  return Conditions.safeParse(conditions).data ?? {};
}

const Errors = z.array(z.object({ field: z.string(), detail: z.string() }));

function errorsOf(errors: unknown): z.infer<typeof Errors> {
  if (errors === null) return [];
  return Errors.safeParse(errors).data ?? [{ field: '', detail: 'This file cannot be used.' }];
}
