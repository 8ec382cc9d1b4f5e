import type { DataSource } from 'typeorm';

/** Switches on or off, for a whole installation, that something is remembered of how people work. */
export async function setDeveloperMemories(
  source: Pick<DataSource, 'query'>,
  installationId: number,
  on: boolean,
): Promise<void> {
  await source.query('UPDATE installations SET developer_memories = $2 WHERE id = $1', [installationId, on]);
}
