import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { createClaude } from '../../src/claude/create-claude.js';
import type { Claude } from '../../src/claude/types.js';
import { appJwt } from '../../src/github/client/app-jwt.js';
import { downloadTarball } from '../../src/github/read/download-tarball.js';
import { fetchChange } from '../../src/github/read/fetch-change.js';
import { installationOctokit, type Octokit } from '../../src/github/client/installation-octokit.js';
import { readBlob } from '../../src/github/read/read-blob.js';
import { reviewReads } from '../../src/github/read/review-reads.js';
import { MEMORY_FILE } from '../../src/memory/files/memory-file.js';
import { readRepositorySettings } from '../../src/github/settings/read-repository-settings.js';
import type { PullTarget } from '../../src/github/client/target.js';
import { closePool } from '../../src/review/analyzers/analyse.js';
import type { ReviewResult } from '../../src/review/review-contract.js';
import { reviewPullRequest } from '../../src/review/review-pull-request.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import type { Installation, Repository } from '../../src/sandbox/types.js';
import { readTarball } from '../../src/snapshot/read-tarball.js';
import { testReviewer } from '../review/ask/agents/test-reviewer.js';
import { startScriptedAnthropic, type ScriptedAnthropic } from '../claude/scripted-anthropic.js';
import { makeRepository, markOf } from './review/make-repository.js';
import { startGateway } from './review/pr-agent-gateway.js';
import { findPrAgent, runPrAgent } from './review/run-pr-agent.js';
import { FILES_FIRST } from '../../src/workflows/pulls/review-sources.js';
import { noLimits } from '../../src/sandbox/state.js';

const GRAPHQL = 'POST /graphql';
const SIZES = [5, 50, 300];
const ROUNDS = 5;
const NOTHING = JSON.stringify({ summary: 'Nothing to say.', risk: 'low', unmet_criteria: [] });
/** What PR-Agent asks for, in its format. */
const NOTHING_FOR_PR_AGENT = `review:
  estimated_effort_to_review_[1-5]: 1
  risk_level: low
  merge_recommendation: no_concerns_found
  failure_modes: []
  review_priority_files: []
  relevant_tests: "No"
  key_issues_to_review: []
  security_concerns: "No"
`;

/**
 * The overhead of one review (all steps but posting) for 5, 50 and 300 changed files, by the rules alone and with a
 * model that answers at once over the real adapter: time as ratio to the smallest in the same run, requests to GitHub
 * (GraphQL and REST as a review makes them, by route; what it writes is not among them) and to the model, tokens by part, largest memory of the process so far (sandbox and model are in it). The snapshot is
 * read anew each time. With the path of a Python that has PR-Agent installed, that reviews the same pull requests in
 * the same run, with its defaults, and posts (4 of its requests); its time is that of its process, start included.
 */
export async function bench([python]: string[]): Promise<void> {
  const prAgent = python === undefined ? null : findPrAgent(python);
  const stage = await buildStage();
  const rows: Row[] = [];
  for (const files of SIZES) {
    const target = await openPull(stage, files);
    rows.push(await measure(files, 'rules', stage, (round) => reviewOnce(stage, target, files, round, null)));
    const { claude } = stage;
    rows.push(
      await measure(files, 'rules and model', stage, (round) => reviewOnce(stage, target, files, round, claude)),
    );
    if (prAgent === null) continue;
    stage.model.setScript(() => NOTHING_FOR_PR_AGENT);
    rows.push(
      await measure(files, `PR-Agent ${prAgent.version}`, stage, () => reviewByPrAgent(stage, target, prAgent)),
    );
    stage.model.setScript(() => NOTHING);
  }
  print(rows);
  await stage.close();
}

interface Stage {
  sandbox: Sandbox;
  installation: Installation;
  model: ScriptedAnthropic;
  claude: Claude;
  privateKey: string;
  root: string;
  close(): Promise<void>;
}

async function buildStage(): Promise<Stage> {
  const { privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const privateKey = key.export({ type: 'pkcs8', format: 'pem' }).toString();
  const sandbox = await startSandbox({ appId: 1, privateKey, webhookSecret: 's'.repeat(40) });
  sandbox.state.limits = { ...noLimits };
  const installation = await sandbox.install({ account: 'acme', deliver: false });
  const model = await startScriptedAnthropic({ minCacheTokens: 4096, script: () => NOTHING });
  const claude = createClaude({
    provider: { kind: 'anthropic', apiKey: 'sk-ant-bench-000000', baseUrl: model.url },
    model: 'claude-sonnet-5-5',
  });
  const root = mkdtempSync(join(tmpdir(), 'nectr-bench-'));
  return {
    sandbox,
    installation,
    model,
    claude,
    privateKey,
    root,
    close: async () => {
      await closePool();
      await model.close();
      await sandbox.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

interface Target extends PullTarget {
  repository: Repository;
}

async function openPull({ sandbox, installation, root }: Stage, files: number): Promise<Target> {
  const folder = join(root, `repository-${files}`);
  makeRepository(folder, files);
  const repository = sandbox.addRepository({ installationId: installation.id, name: `r${files}`, folder });
  const change = { head: 'topic', base: 'main', title: 'Change', body: 'Text', user: 'dora', deliver: false };
  const { number } = await sandbox.openPull(repository, change);
  return {
    owner: 'acme',
    repo: repository.name,
    repositoryId: repository.id,
    number,
    installationId: installation.id,
    repository,
  };
}

function octokitFor({ sandbox, privateKey, installation }: Stage, { repositoryId }: Target): Promise<Octokit> {
  return installationOctokit(
    {
      appId: 1,
      privateKey,
      baseUrl: `${sandbox.url}/api/v3`,
      log: { warn: () => undefined, error: () => undefined },
      pace: null,
    },
    {
      installationId: installation.id,
      repositoryIds: [repositoryId],
      permissions: { contents: 'read', pull_requests: 'write', issues: 'write' },
    },
  );
}

/** What one review took and came to. */
interface Reviewed {
  ms: number;
  peakBytes: number;
  /** To GitHub, by route: `POST /graphql`. */
  requests: ReadonlyMap<string, number>;
  /** Files that the posted text names as not read. */
  named: number;
  parts: NonNullable<ReviewResult['model']>['parts'] | null;
}

async function reviewOnce(
  stage: Stage,
  target: Target,
  files: number,
  round: number,
  claude: Claude | null,
): Promise<Reviewed> {
  const { sandbox, root } = stage;
  const cacheFolder = join(root, `cache-${files}-${claude !== null}-${round}`);
  const before = new Map(sandbox.state.requests);
  const from = performance.now();
  const octokit = await octokitFor(stage, target);
  const reads = reviewReads(octokit, target, {
    files: FILES_FIRST,
    filesAt: ({ baseSha }) => baseSha,
    apart: (error) => {
      throw error;
    },
  });
  const { model, coverage } = await reviewPullRequest(
    {
      fetchChange: () => fetchChange(octokit, target, async () => undefined, reads),
      fetchSettings: async ({ baseSha }) => {
        const settings = await readRepositorySettings(octokit, target, baseSha, [], (path) =>
          reads.file(path, baseSha),
        );
        await reads.file(MEMORY_FILE, null);
        return settings;
      },
      readBase: async ({ baseSha }, path) => (await readBlob(octokit, target, path, baseSha))?.toString('utf8') ?? null,
      openSnapshot: async (change) =>
        readTarball(await downloadTarball(octokit, target, change.headSha), { sha: change.headSha, cacheFolder }),
      gather: [
        {
          name: 'issues',
          read: async (change) => ({ linkedIssues: await reads.linkedIssues(change) }),
        },
        {
          name: 'pulls',
          read: async ({ files: changed }) => ({
            conflicts: await reads.conflicts(changed.map(({ path }) => path)),
          }),
        },
      ],
      earlier: async () => ({ findings: [], round: 1, lastHeadSha: null }),
    },
    { step: (_, work) => work() },
    {
      signal: new AbortController().signal,
      clean: (text) => text,
      ...(claude === null ? {} : { reviewer: testReviewer(claude) }),
    },
  );
  if (coverage.read.length + coverage.unread.length !== files) throw new Error('a file is in no list');
  return {
    ms: performance.now() - from,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    requests: requestsSince(before, sandbox),
    named: coverage.unread.length,
    parts: model?.parts ?? null,
  };
}

async function reviewByPrAgent(
  stage: Stage,
  target: Target,
  prAgent: ReturnType<typeof findPrAgent>,
): Promise<Reviewed> {
  const gateway = await startGateway(stage.sandbox);
  try {
    const { ms, peakBytes } = await runPrAgent(prAgent, {
      pullUrl: `${gateway.url}/acme/${target.repo}/pull/${target.number}`,
      apiUrl: `${gateway.url}/api/v3`,
      token: await tokenOf(stage),
      modelUrl: stage.model.url,
      home: stage.root,
    });
    const posted = [...target.repository.comments.values()].map(({ body }) => body).join('\n');
    target.repository.comments.clear();
    if (posted === '') throw new Error('PR-Agent posted nothing');
    const named = new Set(posted.match(/src\/file\d+\.ts/g)).size;
    const requests = new Map([['all', gateway.takeRequests().length]]);
    return { ms, peakBytes, requests, named, parts: null };
  } finally {
    await gateway.close();
  }
}

/** A token of the installation; PyGithub sends it as it would send a person's. */
async function tokenOf({ sandbox, privateKey, installation }: Stage): Promise<string> {
  const jwt = appJwt({ appId: 1, privateKey }, new Date());
  const answer = await fetch(`${sandbox.url}/api/v3/app/installations/${installation.id}/access_tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${jwt}` },
    body: '{}',
  });
  return z.object({ token: z.string() }).parse(await answer.json()).token;
}

interface Row {
  files: number;
  by: string;
  times: number[];
  last: Reviewed;
  modelRequests: number;
  tokensIn: number;
  /** Files whose change the model was shown. */
  shown: number;
}

/** Some rounds of one kind; the first warms up. Counts are those of the last. */
async function measure(
  files: number,
  by: string,
  { model }: Stage,
  review: (round: number) => Promise<Reviewed>,
): Promise<Row> {
  const times: number[] = [];
  let [last, asked] = [await review(0), 0];
  for (let round = 1; round <= ROUNDS; round++) {
    asked = model.requests.length;
    last = await review(round);
    times.push(last.ms);
  }
  const requests = model.requests.slice(asked);
  const prompts = requests.map(({ body }) => JSON.stringify(body)).join('\n');
  const marks = Array.from({ length: files }, (_, file) => markOf(file));
  return {
    files,
    by,
    times: times.toSorted((a, b) => a - b),
    last,
    modelRequests: requests.length,
    tokensIn: requests.reduce((sum, { usage }) => sum + tokensOf(usage), 0),
    shown: marks.filter((mark) => prompts.includes(mark)).length,
  };
}

function tokensOf(usage: ScriptedAnthropic['requests'][number]['usage']): number {
  if (!usage) return 0;
  return usage.input_tokens + usage.cache_read_input_tokens + usage.cache_creation_input_tokens;
}

function print(rows: readonly Row[]): void {
  const median = (times: readonly number[] = []) => times[times.length >> 1] ?? 0;
  console.table(
    rows.map(({ files, by, times, last, modelRequests, tokensIn, shown }) => ({
      files,
      by,
      'median ms': Math.round(median(times)),
      'min-max': `${Math.round(times[0] ?? 0)}-${Math.round(times.at(-1) ?? 0)}`,
      ratio: (median(times) / median(rows[0]?.times)).toFixed(1),
      'GitHub requests': total(last.requests),
      'of them GraphQL': last.requests.get(GRAPHQL) ?? 0,
      'model requests': modelRequests,
      'tokens in': tokensIn,
      'files shown to the model': shown,
      'named as not read': last.named,
      'peak memory MB': Math.round(last.peakBytes / 1024 / 1024),
    })),
  );
  for (const { files, by, last } of rows) {
    const asked = [...last.requests].map(([route, count]) => `${count} × ${route}`);
    if (last.requests.has(GRAPHQL)) console.log(`${files} files, ${by}, asked of GitHub:\n  ${asked.join('\n  ')}`);
    if (last.parts) console.log(`${files} files, tokens by part: ${JSON.stringify(last.parts)}`);
  }
}

/** What was asked of the sandbox since `before`, by route: the downloads of its archives included. */
function requestsSince(before: ReadonlyMap<string, number>, { state }: Sandbox): Map<string, number> {
  const asked = [...state.requests].map(([route, count]) => [route, count - (before.get(route) ?? 0)] as const);
  return new Map(asked.filter(([, count]) => count > 0));
}

function total(requests: ReadonlyMap<string, number>): number {
  return [...requests.values()].reduce((sum, count) => sum + count, 0);
}
