import type { DataSource } from 'typeorm';
import { lifeCycleEvents } from './life-cycle-events.js';

export interface Wanted {
  isWanted(eventType: string): boolean;
  close(): Promise<void>;
}

/**
 * Knows which events get work queued: those of the life cycle and those that an enabled trigger waits for. Read at the
 * start and every `refreshMs`; while the database is away the last known set stays. Throws if the first look fails.
 */
export async function createWanted(source: DataSource, { refreshMs }: { refreshMs: number }): Promise<Wanted> {
  let triggered = await readTriggered(source);
  const timer = setInterval(() => {
    void readTriggered(source)
      .then((set) => (triggered = set))
      .catch(() => undefined);
  }, refreshMs);
  timer.unref();
  return {
    isWanted: (eventType) => lifeCycleEvents.has(eventType) || triggered.has(eventType),
    close: async () => clearInterval(timer),
  };
}

async function readTriggered(source: DataSource): Promise<Set<string>> {
  const rows: { event: string }[] = await source.query(
    `SELECT DISTINCT jsonb_array_elements_text(t.conditions->'events') AS event
       FROM workflow_triggers t JOIN workflows w ON w.id = t.workflow_id
      WHERE t.enabled AND t.trigger_type = 'event' AND w.status = 'active' AND jsonb_typeof(t.conditions->'events') = 'array'
        AND (NOT t.conditions ? 'conditional'
             OR EXISTS (SELECT FROM workflow_switches s WHERE s.workflow_id = w.id AND s.condition IS NOT NULL))`,
  );
  return new Set(rows.map(({ event }) => event));
}
