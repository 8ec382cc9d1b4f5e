import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll } from 'vitest';

/** What a worker has noted already; its modules are loaded once, this file for each test file. */
const NOTED = Symbol.for('nectr.noted-statements');
const noted = ((globalThis as Record<symbol, unknown>)[NOTED] ??= startNoting()) as { fresh: string[] };

/**
 * With STATEMENTS_FOLDER every statement that the tests send to the embedded PostgreSQL is noted there, once for each worker, as a
 * line of JSON: `test/database/older-server.test.ts` asks another server whether it understands them.
 */
function startNoting(): { fresh: string[] } {
  const state = { fresh: [] as string[] };
  const isOther = process.env['TEST_DATABASE_URL'] !== undefined;
  if (process.env['STATEMENTS_FOLDER'] === undefined || isOther) return state;
  const seen = new Set<string>();
  const note = (text: unknown): void => {
    if (typeof text !== 'string' || seen.has(text)) return;
    seen.add(text);
    state.fresh.push(text);
  };
  const wire = (
    pg as unknown as { Connection: { prototype: Record<'query' | 'parse', (...args: never[]) => unknown> } }
  ).Connection.prototype;
  const { query, parse } = wire;
  wire.query = function (this: unknown, text: never, ...rest: never[]) {
    note(text);
    return query.call(this, text, ...rest);
  };
  wire.parse = function (this: unknown, message: { text: string }, ...rest: never[]) {
    note(message.text);
    return parse.call(this, message as never, ...rest);
  } as typeof wire.parse;
  return state;
}

afterAll(() => {
  const folder = process.env['STATEMENTS_FOLDER'];
  if (folder === undefined || noted.fresh.length === 0) return;
  const lines = noted.fresh.splice(0).map((text) => `${JSON.stringify(text)}\n`);
  appendFileSync(join(folder, `${process.pid}.jsonl`), lines.join(''));
});
