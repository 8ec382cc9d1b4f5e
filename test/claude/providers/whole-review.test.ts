import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openCheckout, type Checkout } from '../../../src/checkout/open-checkout.js';
import { resolveRange } from '../../../src/checkout/resolve-range.js';
import { readClaudeConfig } from '../../../src/config.js';
import { localReviewer } from '../../../src/commands/review/local-reviewer.js';
import { reviewRange } from '../../../src/commands/review/review-range.js';
import { closePool } from '../../../src/review/analyzers/analyse.js';
import { localRepository, type LocalRepository } from '../../checkout/local-repository.js';
import { startGoogleSts } from './google-sts.js';
import type { ProviderServer } from './provider-front.js';
import { AWS, startScriptedBedrock } from './scripted-bedrock.js';
import { PROJECT, startScriptedVertex } from './scripted-vertex.js';

let repo: LocalRepository;
let checkout: Checkout;
let bedrock: ProviderServer;
let vertex: ProviderServer;
let sts: Awaited<ReturnType<typeof startGoogleSts>>;

beforeAll(async () => {
  repo = localRepository();
  repo.commit('Start', { 'src/cart.ts': 'export const cart: number[] = [];\n' });
  repo.commit('Sum up', {
    'src/cart.ts':
      'export const cart: number[] = [];\nexport const total = cart.reduce((sum, price) => sum - price, 0);\n',
  });
  [checkout, bedrock, vertex, sts] = await Promise.all([
    openCheckout(repo.folder),
    startScriptedBedrock({ minCacheTokens: 1000 }),
    startScriptedVertex({ minCacheTokens: 1000 }),
    startGoogleSts(),
  ]);
  vi.stubEnv('GOOGLE_CLOUD_PROJECT', PROJECT);
  vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', undefined);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await Promise.all([checkout.close(), bedrock.close(), vertex.close(), sts.close(), closePool()]);
  repo.remove();
});

const QUOTE = 'export const total = cart.reduce((sum, price) => sum - price, 0);';
const REPORT = {
  path: 'src/cart.ts',
  line: 2,
  start_line: null,
  quote: QUOTE,
  severity: 'should-fix',
  category: 'bug',
  title: 'Prices are subtracted',
  why: 'The total of a cart is negative: `sum - price` takes each price away.',
  how_verified: 'The only reducer in src/cart.ts, line 2, subtracts.',
  symbols: [],
  replacement: null,
  also: [],
};

it.each([
  [
    'bedrock, where no strict tools and no schema are taken',
    () => bedrock,
    () => ({
      CLAUDE_PROVIDER: 'bedrock',
      AWS_REGION: AWS.region,
      AWS_ACCESS_KEY_ID: AWS.id,
      AWS_SECRET_ACCESS_KEY: AWS.secret,
      ANTHROPIC_BEDROCK_BASE_URL: bedrock.url,
    }),
    'global.anthropic.claude-sonnet-5-5',
  ],
  [
    'vertex, in one region',
    () => vertex,
    () => ({
      CLAUDE_PROVIDER: 'vertex',
      ANTHROPIC_VERTEX_PROJECT_ID: PROJECT,
      CLOUD_ML_REGION: 'europe-west1',
      GOOGLE_APPLICATION_CREDENTIALS: sts.file,
      ANTHROPIC_VERTEX_BASE_URL: `${vertex.url}/v1`,
    }),
    'europe-west1/claude-sonnet-5-5',
  ],
])('a whole review through %s', async (_, server, env, model) => {
  const { claude, lacks, requests } = server();
  if (server() === bedrock) for (const feature of ['strict', 'format'] as const) lacks.add(feature);
  const closing = JSON.stringify({ summary: 'Sums up.', risk: 'low', unmet_criteria: [] });
  claude.setScript(({ messages }) =>
    messages.length === 1
      ? { content: [{ type: 'tool_use', name: 'report_finding', input: REPORT }] }
      : // What no schema binds stands in a fence as often as not.
        lacks.has('format')
        ? `\`\`\`json\n${closing}\n\`\`\``
        : closing,
  );
  const config = readClaudeConfig(env());
  if (config === null) throw new Error('Claude is configured');
  const range = await resolveRange(checkout, { range: 'HEAD~1..HEAD', kind: 'commits' });
  const { result } = await reviewRange(
    checkout,
    range,
    { step: (_step, work) => work() },
    {
      signal: new AbortController().signal,
      effort: 'quick',
      reviewer: await localReviewer(checkout, range.headCommit, config, 2, {
        claimed: () => undefined,
        spent: () => undefined,
      }),
    },
  );
  expect(result.rendered.summary).not.toContain('Partial review');
  expect(result.rendered.summary).toContain('Sums up.');
  expect(result.model).toMatchObject({ model, requests: 2 });
  expect(result.model?.tokensCached).toBeGreaterThan(1000);
  expect(result.model?.cost).toBeGreaterThan(0);
  const [last] = requests.slice(-1);
  expect(JSON.stringify(last?.body)).toContain('tool_result');
  expect(result.round?.fresh.map(({ title }) => title)).toContain(REPORT.title);
});
