import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import type { OwnIdentity } from '../github/client/own-identity.js';
import { parseJson } from '../turns/parse-json.js';
import { followEvent } from './events/follow-event.js';
import { completed, ignored, type EventRow, type Handled } from './events/handled.js';
import type { WorkflowPorts } from './ports.js';
import { startDefined } from './executions/start-defined.js';
import { answerPress } from './presses/answer-press.js';
import { findPresser, type KnownPress } from './presses/find-presser.js';
import { followPress, type Pressed } from './presses/follow-press.js';

/** What handling an event needs of the rest. */
export type HandlePorts = Pick<WorkflowPorts, 'source' | 'timings' | 'log' | 'endSessionsOf'> & {
  github: Pick<WorkflowPorts['github'], 'self'> & Partial<Pick<WorkflowPorts['github'], 'octokit'>>;
  /** Absent, as the token of an installation may be: no service is connected, and no button of ours is pressed. */
  integrations?: WorkflowPorts['integrations'];
};

/** Longest that it may take to know who pressed a button, and to answer. */
const PRESS_MS = 30_000;

/** What has to be known of an event before its transaction. */
interface FirstLook {
  /** It calls somebody by name, or may be of our own making: we have to know who we are. */
  asksForUs: boolean;
  /** GitHub's id of the person who took the App's authorization back. */
  revokedBy: string | null;
  /** Somebody pressed a button of a message of ours. */
  isPress: boolean;
}

/**
 * Turns one recorded event into what follows from it, in one transaction: life-cycle rules change rows and end runs,
 * matching triggers create runs. Safe to run again. Throws what the database throws; the engine tries again.
 */
export async function handleEvent(ports: HandlePorts, eventId: string): Promise<Handled> {
  const { asksForUs, revokedBy, isPress } = await firstLook(ports.source, eventId);
  // Safe to do again, and not to be forgotten: before the event counts as handled.
  if (revokedBy !== null) await ports.endSessionsOf?.(Number(revokedBy));
  const self = asksForUs ? await selfFor(ports, eventId) : null;
  const press = isPress ? await knownPress(ports, eventId) : null;
  let pressed: Pressed | null = null;
  const handled = await ports.source.transaction(async (manager): Promise<Handled> => {
    const rows: (Omit<EventRow, 'self'> & { payload: string; status: string })[] = await manager.query(
      'SELECT id, event_type, delivery_id, source, installation_id, created_at, payload::text, status FROM events WHERE id = $1 FOR UPDATE',
      [eventId],
    );
    const row = rows[0];
    if (!row) return { status: 'gone', reason: 'the event was purged', runs: [] };
    if (!['pending', 'processing'].includes(row.status)) {
      return { status: 'gone', reason: `already ${row.status}`, runs: [] };
    }
    const payload = await readPayload(row.payload);
    const result =
      payload === null
        ? ignored('its payload is nested too deep, or has too long a text')
        : isPress
          ? ended((pressed = press && (await followPress(manager, row, press))))
          : await followAll(manager, ports, { ...row, payload, self });
    await manager.query(
      `UPDATE events SET status = $2, error_message = $3, processed_at = now(),
              installation_id = COALESCE(installation_id,
                (SELECT id FROM installations WHERE github_installation_id = events.github_installation_id))
        WHERE id = $1`,
      [eventId, result.status, result.reason],
    );
    return result;
  });
  ports.log.info({ eventId, ...handled }, 'event handled');
  if (press !== null && pressed !== null) await tellPresser(ports, press, pressed, eventId);
  return handled;
}

/** Asked before the transaction: of the service, and of GitHub. */
async function knownPress({ source, integrations, github }: HandlePorts, eventId: string): Promise<KnownPress | null> {
  const { octokit } = github;
  if (integrations === undefined || octokit === undefined) return null;
  const signal = AbortSignal.timeout(PRESS_MS);
  return findPresser({ source, integrations, github: { octokit } }, eventId, signal);
}

function ended(pressed: Pressed | null): Handled {
  if (pressed === null) return ignored('no button of ours, or its integration is gone');
  return pressed.done ? completed() : ignored(pressed.said);
}

/** What was done stays done, told or not. */
async function tellPresser({ log }: HandlePorts, press: KnownPress, pressed: Pressed, eventId: string): Promise<void> {
  try {
    await answerPress(press, pressed, `press ${eventId}`, AbortSignal.timeout(PRESS_MS));
  } catch (error) {
    log.warn({ err: error, eventId }, 'who pressed a button was not told what it did');
  }
}

async function firstLook(source: WorkflowPorts['source'], eventId: string): Promise<FirstLook> {
  const rows: FirstLook[] = await source.query(
    `SELECT COALESCE(event_type LIKE '%comment.created' AND position('@' in payload #>> '{comment,body}') > 0, false)
              OR source = 'github' AND (payload #>> '{sender,type}' = 'Bot' OR event_type LIKE 'check\\_%')
                 AND EXISTS (SELECT FROM workflow_triggers t WHERE t.enabled AND t.trigger_type = 'event'
                               AND t.conditions->'events' ? event_type) AS "asksForUs",
            CASE WHEN event_type = 'github_app_authorization.revoked' AND status IN ('pending', 'processing')
                  AND payload #>> '{sender,id}' ~ '^[0-9]{1,15}$' THEN payload #>> '{sender,id}' END AS "revokedBy",
            event_type = source || '.interaction' AND source <> 'github' AND integration_id IS NOT NULL
              AND status IN ('pending', 'processing') AS "isPress"
       FROM events WHERE id = $1`,
    [eventId],
  );
  return rows[0] ?? { asksForUs: false, revokedBy: null, isPress: false };
}

/**
 * Who we are on GitHub, for what may speak to us or be ours; asked before the transaction. Where GitHub does not tell,
 * commands are followed all the same, and only who calls us by name is not answered; a workflow that starts on its own work
 * does so once, as it can do nothing then either.
 */
async function selfFor({ github, log }: HandlePorts, eventId: string): Promise<OwnIdentity | null> {
  try {
    return await github.self();
  } catch (error) {
    log.warn({ err: error, eventId }, 'GitHub does not tell our name: a comment that calls us by it is not answered');
    return null;
  }
}

/** As text and in slices: a driver that parses up to 25 MB makes everybody wait. Null: it cannot be read that way. */
async function readPayload(text: string): Promise<unknown> {
  // To put it together took this turn.
  await nextTurn();
  try {
    return await parseJson(Buffer.from(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

/** What is built in, then what people have defined. */
async function followAll(
  manager: EntityManager,
  ports: Pick<WorkflowPorts, 'timings'>,
  event: EventRow,
): Promise<Handled> {
  const handled = await followEvent(manager, ports, event);
  const { runs, refused } = await startDefined(manager, event, event.self);
  if (refused !== null) return { ...handled, reason: refused };
  if (runs.length === 0) return handled;
  return { ...handled, status: 'completed', runs: [...handled.runs, ...runs] };
}
