import { z } from 'zod';
import type { SentryCall } from '../../integrations/sentry/call-sentry.js';
import type { SentryEvent } from '../../integrations/sentry/event-of.js';
import { readIssue } from '../../integrations/sentry/read-issue.js';
import { ServiceRefusedError } from '../../integrations/services/service-error.js';
import type { Connected } from '../../integrations/services/connected.js';
import type { ExecutionRecord } from '../executions/execution-record.js';
import { RunFailedError } from '../durable/durable-step.js';
import type { WorkflowPorts } from '../ports.js';

/** An error of Sentry, as far as it is told. */
export interface SentryError {
  issueId: string;
  /** Such as `SHOP-12`. */
  key: string | null;
  title: string;
  culprit: string | null;
  url: string | null;
  project: string | null;
  count: number | null;
  users: number | null;
  firstSeen: Date | null;
  /** It had been resolved, and came back. */
  isBack: boolean;
  /** When it began, or began again. */
  since: Date;
  /** With the stack trace; null: there is none. */
  event: SentryEvent | null;
  /** Why there is none; null: there is one. */
  missing: string | null;
}

const text = z.string().nullish().catch(null);
const time = z.coerce.date().nullish().catch(null);
const Frames = z.array(
  z.object({
    file: z.string().nullable(),
    absolutePath: z.string().nullable(),
    module: z.string().nullable(),
    function: z.string().nullable(),
    line: z.number().nullable(),
    inApp: z.boolean().nullable(),
  }),
);
/** As `receive-hook.ts` makes it. */
const Payload = z.object({
  issue: z.object({
    id: z.coerce.string(),
    key: text,
    title: text,
    culprit: text,
    url: text,
    project: text,
    substatus: text,
    first_seen: time,
    last_seen: time,
  }),
  event: z
    .object({
      id: z.string(),
      title: z.string(),
      release: z.string().nullable(),
      environment: z.string().nullable(),
      tags: z.array(z.object({ key: z.string(), value: z.string() })),
      exceptions: z.array(z.object({ type: z.string().nullable(), value: z.string().nullable(), frames: Frames })),
    })
    .nullish()
    .catch(null),
});

/**
 * The error that an event of Sentry is about: what the webhook brought, and what Sentry itself says now. Throws
 * RunFailedError where the event is about none, and what Sentry throws; where it refuses, the webhook alone counts.
 */
export async function readSentryError(
  ports: Pick<WorkflowPorts, 'source' | 'integrations'>,
  run: Pick<ExecutionRecord, 'event' | 'installationId'>,
  integration: string | undefined,
  signal: AbortSignal,
): Promise<SentryError> {
  const payload = run.event?.source === 'sentry' ? Payload.safeParse(run.event.payload).data : undefined;
  if (payload === undefined || run.event === null)
    throw new RunFailedError('this step needs an event of a Sentry issue');
  const { issue: told, event: brought = null } = payload;
  const asked = await askSentry(ports, { ...run, eventId: run.event.id }, { issueId: told.id, integration, signal });
  const event = asked.event ?? brought;
  const isBack = told.substatus === 'regressed';
  const firstSeen = told.first_seen ?? asked.issue?.firstSeen ?? null;
  return {
    issueId: told.id,
    key: asked.issue?.key ?? told.key ?? null,
    title: asked.issue?.title ?? told.title ?? 'An error without a name',
    culprit: asked.issue?.culprit ?? told.culprit ?? null,
    url: told.url ?? asked.issue?.url ?? null,
    project: asked.issue?.project ?? told.project ?? null,
    count: asked.issue?.count ?? null,
    users: asked.issue?.users ?? null,
    firstSeen,
    isBack,
    since: (isBack ? told.last_seen : firstSeen) ?? new Date(),
    event,
    missing: event === null ? (asked.refused ?? 'Sentry keeps no event of it any more') : null,
  };
}

interface Asked {
  issue: {
    key: string;
    title: string;
    culprit: string | null;
    url: string;
    project: string;
    count: number;
    users: number;
    firstSeen: Date | null;
  } | null;
  event: SentryEvent | null;
  refused: string | null;
}

async function askSentry(
  ports: Pick<WorkflowPorts, 'source' | 'integrations'>,
  of: { installationId: number; eventId: string },
  { issueId, integration, signal }: { issueId: string; integration: string | undefined; signal: AbortSignal },
): Promise<Asked> {
  try {
    const sentry = await openSentry(ports, of, integration);
    const { issue, event } = await sentry.use(signal, (call) => readIssue(call as SentryCall, issueId));
    const firstSeen = issue.firstSeen === null ? null : (time.parse(issue.firstSeen) ?? null);
    return { issue: { ...issue, firstSeen }, event, refused: null };
  } catch (error) {
    if (!(error instanceof ServiceRefusedError)) throw error;
    return { issue: null, event: null, refused: error.message };
  }
}

/** The Sentry that an event came through, unless another one is named. Throws ServiceRefusedError where there is none. */
export async function openSentry(
  { source, integrations }: Pick<WorkflowPorts, 'source' | 'integrations'>,
  { installationId, eventId }: { installationId: number; eventId: string },
  integration: string | undefined,
): Promise<Connected> {
  const rows: { id: string | null }[] =
    integration === undefined
      ? await source.query('SELECT integration_id AS id FROM events WHERE id = $1', [eventId])
      : [];
  const connected = await integrations.open(installationId, integration ?? rows[0]?.id ?? 'sentry');
  if (connected.type.type !== 'sentry')
    throw new ServiceRefusedError('invalid', `${connected.name} is no integration of Sentry`);
  return connected;
}
