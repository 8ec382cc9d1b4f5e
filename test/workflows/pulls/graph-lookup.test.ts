import { expect, it } from 'vitest';
import { GraphUnavailableError } from '../../../src/graph/graph-unavailable-error.js';
import type { KnowledgeGraph } from '../../../src/graph/knowledge-graph.js';
import { graphLookup } from '../../../src/workflows/pulls/graph-lookup.js';

const run = { installationId: 1, githubRepoId: 7 };

/** What is offered to the model, and how many faults were logged. */
async function lookUp(knows: KnowledgeGraph['knows']) {
  const warned: object[] = [];
  const log = { debug: () => undefined, info: () => undefined, error: () => undefined };
  const ports = { graph: { knows } as KnowledgeGraph, log: { ...log, warn: (seen: object) => void warned.push(seen) } };
  const found = await graphLookup(ports, run, async () => null);
  return { questions: found?.questions, warned: warned.length };
}

it('offers the questions that the repository can answer', async () => {
  const { questions } = await lookUp(async () => ({ symbols: true, pulls: false }));
  expect(questions).toEqual(['callers_of', 'callees_of', 'implementations_of', 'tests_of']);
});

it.each<[string, KnowledgeGraph['knows'], number]>([
  ['of which nothing is known', async () => ({ symbols: false, pulls: false }), 0],
  ['whose store gives no answer', () => Promise.reject(new GraphUnavailableError('no answer')), 0],
  ['whose store has a fault', () => Promise.reject(new Error('permission denied for table graph_symbols')), 1],
])('offers nothing of a repository %s, and the review goes on', async (_, knows, faults) => {
  expect(await lookUp(knows)).toEqual({ questions: undefined, warned: faults });
});
