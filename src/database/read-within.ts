import type { DataSource } from 'typeorm';

/**
 * The rows of one statement that only reads, which the server ends after `ms`: the error has the code `57014` then. The
 * limit goes with its transaction, so that whoever has the connection next has its own. Compiling a plan takes longer
 * than any answer that is in time. Throws what the database throws.
 */
export async function readWithin<Row>(
  source: Pick<DataSource, 'createQueryRunner'>,
  ms: number,
  statement: string,
  parameters: unknown[],
): Promise<Row[]> {
  const runner = source.createQueryRunner();
  try {
    await runner.query(`BEGIN READ ONLY; SET LOCAL statement_timeout = ${Math.ceil(ms)}; SET LOCAL jit = off`);
    const rows: Row[] = await runner.query(statement, parameters);
    await runner.query('COMMIT');
    return rows;
  } catch (error) {
    await runner.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    await runner.release();
  }
}
