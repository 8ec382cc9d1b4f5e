import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../src/database/data-source.js';
import { Definition } from '../../../src/workflows/definitions/definition-schema.js';
import { readDefinition } from '../../../src/workflows/definitions/read-definition.js';
import { writtenDefinition } from '../../../src/workflows/definitions/written-definition.js';
import { createTestDatabase, type TestDatabase } from '../../database/test-database.js';

let database: TestDatabase;
let source: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  source = createDataSource({ url: database.url, poolSize: 2, applicationName: 'test', scope: 'system' });
  await source.initialize();
});
afterAll(async () => {
  await source.destroy();
  await database.close();
});

it('workflows that come with the product are ones that a person could have written', async () => {
  const rows: { name: string; description: string; definition: unknown; schedules: number; due: number }[] =
    await source.query(
      `SELECT w.name, w.description, w.definition,
              (SELECT count(*)::int FROM workflow_triggers t WHERE t.workflow_id = w.id AND t.trigger_type = 'schedule') AS schedules,
              (SELECT count(*)::int FROM workflow_triggers t WHERE t.workflow_id = w.id AND t.next_at IS NOT NULL) AS due
         FROM workflows w WHERE w.origin = 'builtin' AND w.definition IS NOT NULL ORDER BY w.name`,
    );
  expect(rows.map(({ name }) => name)).toEqual([
    'error_triage',
    'quality_gate',
    'size_label',
    'stale_findings',
    'ticket_sync',
  ]);
  for (const { name, description, definition, schedules, due } of rows) {
    const read = readDefinition(writtenDefinition(Definition.parse(definition)));
    expect(read, name).toEqual({ ok: true, definition });
    expect(definition).toMatchObject({ name, description });
    // What has a time is due at one, which may have come since the migration.
    expect(due, name).toBe(schedules);
  }
});
