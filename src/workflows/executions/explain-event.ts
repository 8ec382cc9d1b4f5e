import type { EntityManager } from 'typeorm';
import { compileCondition } from '../conditions/compile-condition.js';
import { evaluate, type TraceLine } from '../conditions/evaluate.js';
import { readStored } from '../definitions/read-stored.js';
import { REVIEW } from '../definitions/review-definition.js';
import { duplicateOf } from '../events/duplicate-of.js';
import { eventFacts, payloadOf } from './event-facts.js';
import { MADE_BY_US } from './own-event.js';
import { isFor, type EventPlace, type StartingEvent } from './start-definitions.js';

/** Why a workflow ran for an event, or did not. */
export interface Explained {
  workflow: { id: string; name: string };
  /** `ran`: there is a run, whatever became of it. */
  ran: boolean;
  execution_id: string | null;
  /** A sentence. */
  reason: string;
  /** The condition's parts with their values: those of the run, or what the event alone tells. */
  condition: TraceLine[];
}

interface Row {
  id: string;
  name: string;
  status: string;
  isBuiltIn: boolean;
  enabled: boolean | null;
  /** What the installation has set as its condition. */
  ownCondition: string | null;
  /** What became of the event by itself. */
  eventReason: string | null;
  /** The event that was handled, of which this is another delivery. */
  duplicateOf: string | null;
  errors: unknown;
  definition: unknown;
  waits: boolean;
  execution: {
    id: string;
    executionId: string;
    status: string;
    reason: string | null;
    condition: TraceLine[] | null;
  } | null;
}

type ExplainedEvent = EventPlace & { event: StartingEvent; isMadeByUs: boolean };

/**
 * Answers for every workflow of an installation why an event made it run, or why not; of files only for those of the
 * event's repository. What somebody tried on it is no answer.
 */
export async function explainEvent(manager: EntityManager, place: ExplainedEvent): Promise<Explained[]> {
  const { event, installationId } = place;
  const rows: Row[] = await manager.query(
    `SELECT w.id, w.name, w.status, w.installation_id IS NULL AS "isBuiltIn", s.enabled, s.condition AS "ownCondition", w.errors, w.definition,
            (SELECT e.error_message FROM events e WHERE e.id = $2) AS "eventReason",
            (SELECT ${duplicateOf('e')} FROM events e WHERE e.id = $2) AS "duplicateOf",
            EXISTS (SELECT FROM workflow_triggers t WHERE t.workflow_id = w.id AND t.enabled AND t.trigger_type = 'event'
                      AND t.conditions->'events' ? $3) AS waits,
            (SELECT json_build_object('id', r.id, 'executionId', r.execution_id, 'status', r.status, 'reason', r.outcome_reason,
                      'condition', r.condition)
               FROM workflow_runs r WHERE r.event_id = $2 AND r.workflow_id = w.id AND NOT r.dry_run
              ORDER BY r.requested_by IS NOT NULL, r.queued_at LIMIT 1) AS execution
       FROM workflows w LEFT JOIN workflow_switches s ON s.workflow_id = w.id AND s.installation_id = $1
      WHERE (w.definition IS NOT NULL OR w.errors IS NOT NULL OR w.installation_id IS NULL) AND (w.installation_id = $1 OR w.installation_id IS NULL)
        AND (w.repository_id IS NULL OR w.repository_id = $4) ORDER BY w.name, w.id`,
    [installationId, event.id, event.type, place.repository?.id ?? null],
  );
  return rows.map((row) => explain(row, place));
}

function explain(row: Row, { event, repository, isMadeByUs }: ExplainedEvent): Explained {
  const workflow = { id: row.id, name: row.name };
  const no = (reason: string, condition: TraceLine[] = []): Explained => ({
    workflow,
    ran: false,
    execution_id: null,
    reason,
    condition,
  });
  if (row.execution !== null) {
    const { executionId, status, reason, condition } = row.execution;
    const said = `It ran: ${status}${reason === null ? '' : ` (${reason})`}.`;
    return { workflow, ran: true, execution_id: executionId, reason: said, condition: condition ?? [] };
  }
  if (row.errors !== null) return no('Its file cannot be used.');
  if (row.duplicateOf !== null) return no(`This is another delivery of the event ${row.duplicateOf}, which counts.`);
  if (row.isBuiltIn && row.definition === null) return explainOurs(row, event.type, no);
  if (row.isBuiltIn && row.enabled !== true) return no('It is built in, and not switched on.');
  if (!row.isBuiltIn && row.status !== 'active') return no(`It is ${row.status}.`);
  if (!row.waits) return no(`None of its triggers waits for ${event.type}.`);
  const definition = readStored(row.definition, { config: {}, condition: row.ownCondition });
  if (definition === null) return no('Its definition cannot be read by this version.');
  if (!isFor(definition, repository))
    return no(`It is not for ${repository?.fullName ?? 'events without a repository'}.`);
  if (isMadeByUs) return no(`${MADE_BY_US}.`);
  const { if: condition } = definition;
  if (condition === null) return no('It was made, or switched on, after the event came.');
  const facts = { event: eventFacts(event), payload: payloadOf(event), steps: {}, inputs: {}, now: event.createdAt };
  const { value, trace } = evaluate(compileCondition(condition), facts);
  if (value === false) return no('Its condition is false.', trace);
  return no('It was made, or switched on, after the event came.', trace);
}

/** What our code does, whose condition is judged in its run: where there is none, the event itself says why. */
function explainOurs(row: Row, eventType: string, no: (reason: string) => Explained): Explained {
  if (row.enabled === false) return no('It is built in, and switched off.');
  if (!row.waits) return no(`None of its triggers waits for ${eventType}.`);
  const asked = row.name === REVIEW ? 'It asked for no review' : 'It asked for nothing that this workflow does';
  return no(`${asked}${row.eventReason === null ? '' : `: ${row.eventReason}`}.`);
}
