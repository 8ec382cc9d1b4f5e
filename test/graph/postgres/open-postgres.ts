import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../src/database/data-source.js';
import { createPostgresGraph } from '../../../src/graph/postgres/create-postgres-graph.js';
import { createTestDatabase } from '../../database/test-database.js';
import type { OpenedGraph } from '../contract/opened-graph.js';

/** A migrated database of its own with two installations. */
export async function openPostgres(): Promise<OpenedGraph & { source: DataSource }> {
  const database = await createTestDatabase();
  const source = createDataSource({ scope: 'system', url: database.url, poolSize: 6, applicationName: 'test' });
  await source.initialize();
  const [mine, other] = [await addInstallation(source, 1), await addInstallation(source, 2)];
  return {
    graph: createPostgresGraph(source),
    tenants: { mine, other },
    answersOfOneState: true,
    source,
    close: async () => {
      await source.destroy();
      await database.close();
    },
  };
}

async function addInstallation(source: DataSource, githubId: number): Promise<number> {
  const [row]: { id: number }[] = await source.query(
    `INSERT INTO installations (github_installation_id, account_login, account_id, account_type)
      VALUES ($1, 'acme', $1, 'Organization') RETURNING id`,
    [githubId],
  );
  return row?.id ?? 0;
}
