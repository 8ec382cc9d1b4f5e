import { Cron } from 'croner';
import { z } from 'zod';
import { AT_WORK_OF_ONE } from '../executions/admit-executions.js';

/** What a definition may hold at most. */
const MOST = { steps: 50, triggers: 20, events: 50, inputs: 20, config: 32_000 };
const NAME = /^[\p{L}\p{N}][^\p{C}]{0,254}$/u;
const STEP_NAME = /^[a-z][a-z0-9_]{0,62}$/;
/** The same for the JSON schema. */
export const STEP_NAME_PATTERN = STEP_NAME.source;

export const STATUSES = ['draft', 'active', 'inactive', 'archived'] as const;
export const CONCURRENCY = ['pull_request', 'repository', 'workflow', 'none'] as const;
export const INPUT_TYPES = ['string', 'number', 'boolean'] as const;

const condition = z.string().min(1).max(2000);
const eventName = z
  .string()
  .regex(/^[a-z_]+(\.[a-z_]+){0,3}$/, 'must be an event such as pull_request.opened or sentry.issue.created');

const timezone = z.string().max(64).refine(isTimezone, 'must be a time zone such as Europe/Berlin');
const cron = z.string().min(9).max(100).refine(isCron, 'must be a cron expression of five fields, such as 0 9 * * 1');

const Event = z.strictObject({ event: z.union([z.string(), z.array(z.string())]) });
const Schedule = z.strictObject({ schedule: cron, timezone: timezone.default('UTC') });
const Webhook = z.strictObject({ webhook: z.strictObject({}).nullable() });
const Manual = z.strictObject({
  manual: z
    .strictObject({
      inputs: z
        .record(z.string().regex(STEP_NAME, 'must be a name of small letters, digits and _'), z.enum(INPUT_TYPES))
        .refine((inputs) => Object.keys(inputs).length <= MOST.inputs, `has more than ${MOST.inputs} inputs`)
        .default({}),
    })
    .nullable(),
});

/** Seconds; of a run, or of one attempt at a step. */
export const Timeout = z.int().min(1).max(86_400);

const Config = z
  .strictObject({
    max_concurrent_executions: z
      .int()
      .min(1)
      .max(50)
      .default(5)
      .describe(`Runs of it at work at once; of all workflows of an installation ${AT_WORK_OF_ONE} are`),
    timeout: Timeout.default(300),
    retry_policy: z
      .strictObject({ max_attempts: z.int().min(1).max(10).default(3), delay: z.number().min(0).max(3600).default(5) })
      .prefault({}),
    notifications: z
      .strictObject({
        on_success: z.array(z.string().min(1).max(255)).max(10).default([]),
        on_failure: z.array(z.string().min(1).max(255)).max(10).default([]),
      })
      .prefault({}),
  })
  .prefault({});

/** One step as people write it: `{ <type>: <config>, name, if, timeout }`. */
const WrittenStep = z.record(z.string(), z.unknown());

/** A definition as people write it, in YAML or JSON. `on` is required, and so is a step. */
export const WrittenDefinition = z.strictObject({
  name: z.string().regex(NAME, 'must begin with a letter or digit and hold at most 255 characters'),
  description: z.string().max(2000).optional(),
  status: z.enum(STATUSES).default('active'),
  /** Repositories it is for, as owner/name; all of the installation unless told. */
  repositories: z.array(z.string().max(255)).max(100).optional(),
  on: z
    .array(z.union([Event, Schedule, Webhook, Manual]))
    .min(1)
    .max(MOST.triggers),
  if: condition.optional(),
  concurrency: z.enum(CONCURRENCY).default('pull_request'),
  config: Config,
  do: z.array(WrittenStep).min(1).max(MOST.steps),
});
export type WrittenDefinition = z.output<typeof WrittenDefinition>;

const Trigger = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('event'), events: z.array(eventName).min(1).max(MOST.events) }),
  z.strictObject({ type: z.literal('schedule'), schedule: cron, timezone }),
  z.strictObject({ type: z.literal('webhook') }),
  z.strictObject({ type: z.literal('manual'), inputs: z.record(z.string(), z.enum(INPUT_TYPES)) }),
]);

/** One step, normalised. `config` is checked by its action. */
export const Step = z.strictObject({
  name: z.string().regex(STEP_NAME, 'must be a name of small letters, digits and _, a letter first'),
  type: z.string(),
  config: z.record(z.string(), z.unknown()),
  if: condition.nullable(),
  // Absent where none is set: a version before knows no such key.
  timeout: Timeout.optional(),
});

/** A definition as it is kept, run and shown. */
export const Definition = z.strictObject({
  name: z.string(),
  description: z.string().nullable(),
  status: z.enum(STATUSES),
  repositories: z.array(z.string()).nullable(),
  on: z.array(Trigger),
  if: condition.nullable(),
  concurrency: z.enum(CONCURRENCY),
  config: z.strictObject({
    max_concurrent_executions: z.int(),
    timeout: z.int(),
    retry_policy: z.strictObject({ max_attempts: z.int(), delay: z.number() }),
    notifications: z.strictObject({ on_success: z.array(z.string()), on_failure: z.array(z.string()) }),
  }),
  do: z.array(Step),
});
export type Definition = z.output<typeof Definition>;
export type DefinitionTrigger = Definition['on'][number];
export type DefinitionStep = z.output<typeof Step>;

/** Bytes of all configurations of a definition together. */
export const MOST_CONFIG = MOST.config;

function isTimezone(value: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}

/** Five fields: seconds would be more than once a minute. */
function isCron(value: string): boolean {
  if (value.trim().split(/\s+/).length !== 5) return false;
  try {
    return new Cron(value, { paused: true, mode: '5-part' }).nextRun() !== null;
  } catch {
    return false;
  }
}
