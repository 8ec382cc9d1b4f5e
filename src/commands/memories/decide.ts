import { registerSecret } from '../../access/redact.js';
import { openGraph } from '../../graph/open-graph.js';
import { listDecisions, type Decision } from '../../memory/decide/list-decisions.js';
import { hasFileIn } from '../../workflows/learning/has-file.js';
import { printResult } from '../print-result.js';
import type { MemoriesCall } from './call.js';
import { memoryLine } from './memory-line.js';

const WAYS: Readonly<Record<Decision['kind'], string>> = {
  stale: 'approve or forget',
  contradiction: 'forget one of the two',
  'no file': 'forget, or say where it holds now',
  unused: 'disable or forget',
  candidate: 'approve or forget',
};

/** `nectr memories decide`: what holds for the repository and waits for somebody, with what can be done. */
export async function decide({ source, repository, config, options: { json } }: MemoriesCall): Promise<void> {
  const { installationId, repositoryId, fullName } = repository;
  if (config.neo4j !== null) registerSecret(config.neo4j.password);
  const graph = await openGraph(config, source);
  try {
    const all = await listDecisions(source, installationId, { hasFile: hasFileIn(source, graph) });
    const decisions = all.filter(({ memory: { scope } }) => (scope.repositoryId ?? repositoryId) === repositoryId);
    const text = decisions
      .map((decision) => ({ ...decision, way: wayOf(decision) }))
      .map(({ kind, memory, why, way }) => `${kind}: ${why}; ${way}\n  ${memoryLine(memory)}\n`)
      .join('');
    printResult(json, decisions, text === '' ? `Nothing is to be decided for ${fullName}.\n` : text);
  } finally {
    await graph.close().catch(() => undefined);
  }
}

/** A dismissal is not approved: what it covers is dismissed anew where it is still none. */
function wayOf({ kind, memory }: Decision): string {
  return kind === 'stale' && memory.dismissal !== null
    ? 'forget, and dismiss the finding anew if it is still none'
    : WAYS[kind];
}
