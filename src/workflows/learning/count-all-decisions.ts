import type { DataSource } from 'typeorm';
import type { KnowledgeGraph } from '../../graph/knowledge-graph.js';
import { countDecisions, listDecisions } from '../../memory/decide/list-decisions.js';
import { hasFileIn } from './has-file.js';

/**
 * How many memories of each installation wait for somebody's decision, by kind: for the log of the daily job, without a
 * word of them. Installations where nothing is to be decided are left out. Throws what the database and the graph throw.
 */
export async function countAllDecisions({
  source,
  graph,
}: {
  source: DataSource;
  graph: Pick<KnowledgeGraph, 'repository' | 'files' | 'folder'>;
}): Promise<{ installationId: number; decisions: Record<string, number> }[]> {
  const installations: { id: number }[] = await source.query(
    `SELECT i.id FROM installations i WHERE i.is_active
        AND EXISTS (SELECT FROM memories m WHERE m.installation_id = i.id AND m.state <> 'deleted') ORDER BY i.id`,
  );
  const counted = [];
  for (const { id } of installations) {
    const decisions = countDecisions(await listDecisions(source, id, { hasFile: hasFileIn(source, graph) }));
    if (Object.keys(decisions).length > 0) counted.push({ installationId: id, decisions });
  }
  return counted;
}
