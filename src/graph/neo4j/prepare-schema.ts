import neo4j from 'neo4j-driver';
import { SCHEMA } from './constraints.js';
import { Neo4jUnavailableError } from './neo4j-trouble.js';
import type { Neo4jStore } from './open-store.js';

const EXISTING = 'SHOW INDEXES YIELD name RETURN name';
const AWAIT = 'CALL db.awaitIndexes(60)';

/** Which of the constraints and indexes are missing. */
export async function missingSchema({ read }: Pick<Neo4jStore, 'read'>): Promise<typeof SCHEMA> {
  const names = new Set((await read<{ name: string }>(EXISTING, {})).map(({ name }) => name));
  return SCHEMA.filter(({ name }) => !names.has(name));
}

/**
 * Makes the constraints and indexes that are missing; safe to repeat and to do twice at a time. Throws
 * Neo4jUnavailableError with the statements to run where the user may not make them.
 */
export async function prepareSchema(store: Pick<Neo4jStore, 'read' | 'write' | 'remove'>): Promise<void> {
  const missing = await missingSchema(store);
  if (missing.length === 0) return;
  try {
    for (const { statement } of missing) await make(store, statement);
  } catch (error) {
    throw withStatements(error, missing);
  }
  await store.remove(AWAIT, {});
}

/** IF NOT EXISTS looks before it locks: where two make the same at a time, the later one is told that it is there. */
async function make(store: Pick<Neo4jStore, 'write'>, statement: string): Promise<void> {
  try {
    await store.write((run) => run(statement, {}));
  } catch (error) {
    if (!isThere(error)) throw error;
  }
}

function isThere(error: unknown): boolean {
  return error instanceof neo4j.Neo4jError && /^Neo\.ClientError\.Schema\.\w*AlreadyExists$/.test(error.code);
}

/** The refusal of a right, as one line for whoever has it; every other error as it is. */
export function withStatements(error: unknown, missing: typeof SCHEMA): unknown {
  if (!(error instanceof Neo4jUnavailableError) || error.trouble !== 'forbidden') return error;
  const statements = missing.map(({ statement }) => `${statement};`).join(' ');
  const message = `this user of Neo4j may not make constraints. Let one who may run, once: ${statements}`;
  return new Neo4jUnavailableError('forbidden', message, { cause: error.cause });
}
