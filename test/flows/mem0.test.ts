import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addMemory } from '../../src/memory/add-memory.js';
import { startMem0Server, type Mem0Server } from '../memory/mem0/mem0-server.js';
import { KEY } from '../memory/mem0/mem0-state.js';
import { buildFlow, type Flow } from './flow-stage.js';

let server: Mem0Server;
let flow: Flow;

async function begin(speaks: 'platform' | 'open-source', open: 'no' | 'all' = 'no'): Promise<void> {
  server = await startMem0Server(speaks);
  server.state.open = open;
  flow = await buildFlow({ env: { MEM0_API_KEY: KEY, MEM0_HOST: server.url } });
}
afterEach(async () => {
  await flow.close();
  await server.close();
});

const texts = () => [...server.state.rows.values()].map(({ text }) => text);

async function remember(text: string): Promise<void> {
  const [row]: { id: number }[] = await flow.source.query('SELECT id FROM installations');
  const nowhere = { key: null, link: null, path: null, line: null, quote: null, sha256: null, pullRequestId: null };
  await addMemory(flow.source, {
    installationId: row?.id ?? 0,
    type: 'project_rule',
    text,
    state: 'active',
    scope: { repositoryId: null, pathGlob: null, symbol: null, rule: null, developer: null },
    source: { kind: 'api', ...nowhere },
    author: null,
    confidence: 1,
    days: null,
  });
}

describe.each(['platform', 'open-source'] as const)('a worker with %s', (speaks) => {
  beforeEach(() => begin(speaks));

  it('sends what is remembered after the next event, and reviews while Mem0 is away', async () => {
    await expect.poll(() => flow.source.query('SELECT 1 FROM installations')).toHaveLength(1);
    await remember('Dates are kept in UTC');
    const first = await flow.openPull();
    expect(await flow.untilEnded(first.number)).toMatchObject([{ outcome: 'partial' }]);
    await expect.poll(texts).toEqual(['Dates are kept in UTC']);
    expect(flow.warnings.filter((text) => /Mem0|index/.test(text))).toEqual([]);

    server.fault = { kind: 'delay', ms: 20_000 };
    await remember('Money is kept in cents');
    const second = await flow.openPull();
    expect(await flow.untilEnded(second.number)).toMatchObject([{ outcome: 'partial' }]);
    expect(flow.seen(second)).toMatchObject({ submitted: 1, pending: 0, unfinishedChecks: 0 });
  });
});

describe('a Mem0 that answers without a key', () => {
  beforeEach(() => begin('open-source', 'all'));

  it('H2: is told once and not used; the review is posted', async () => {
    expect(flow.warnings.filter((text) => text.includes('Mem0'))).toEqual([expect.stringContaining('Mem0 is off')]);
    await expect.poll(() => flow.source.query('SELECT 1 FROM installations')).toHaveLength(1);
    await remember('Dates are kept in UTC');
    const issue = await flow.openPull();
    expect(await flow.untilEnded(issue.number)).toMatchObject([{ outcome: 'partial' }]);
    expect(texts()).toEqual([]);
    const told = server.seen.filter(({ body }) => JSON.stringify(body).includes('UTC'));
    expect(told).toEqual([]);
  });
});
