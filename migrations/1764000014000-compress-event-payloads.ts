import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Payloads are most of what a delivery writes, and compressing them by pglz most of the time; lz4 takes a fifth of it
 * and makes them smaller too. A server that was built without lz4, as the embedded one is, stays as it is.
 */
export class CompressEventPayloads1764000014000 implements MigrationInterface {
  readonly name = 'CompressEventPayloads1764000014000';

  async up(runner: QueryRunner): Promise<void> {
    const lz4: unknown[] = await runner.query(
      `SELECT FROM pg_settings WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)`,
    );
    if (lz4.length > 0) await runner.query('ALTER TABLE events ALTER COLUMN payload SET COMPRESSION lz4');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE events ALTER COLUMN payload SET COMPRESSION default');
  }
}
