import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchChange } from '../../src/github/fetch-change.js';
import { downloadTarball } from '../../src/github/download-tarball.js';
import { installationOctokit } from '../../src/github/installation-octokit.js';
import { readConflictingPulls } from '../../src/github/read-conflicting-pulls.js';
import { readLinkedIssues } from '../../src/github/read-linked-issues.js';
import { readRepositorySettings } from '../../src/github/read-repository-settings.js';
import { closePool } from '../../src/review/analyzers/analyse.js';
import { createClaude } from '../../src/claude/create-claude.js';
import type { Claude } from '../../src/claude/types.js';
import type { Reviewer } from '../../src/review/reviewer.js';
import { reviewPullRequest, type ReviewResult } from '../../src/review/review-pull-request.js';
import { startSandbox } from '../../src/sandbox/sandbox.js';
import { startScriptedAnthropic } from '../claude/scripted-anthropic.js';
import { readTarball } from '../../src/snapshot/read-tarball.js';

const SIZES = [5, 50, 300];
const ROUNDS = 5;
const LINES = 120;

/**
 * Our own overhead of one review (all steps but posting) for 5, 50 and 300 changed files, by the rules alone and with a
 * model that answers at once over the real adapter: time as ratio to the smallest in the same run, requests to GitHub
 * and to the model, tokens, largest memory of the process so far (sandbox and model are in it). The snapshot is read
 * anew each time.
 */
export async function bench(): Promise<void> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const sandbox = await startSandbox({ appId: 1, privateKey: pem, webhookSecret: 's'.repeat(40) });
  const root = mkdtempSync(join(tmpdir(), 'nectr-bench-'));
  sandbox.state.limits.requestsPerHour = 1_000_000;
  const installation = await sandbox.install({ account: 'acme', deliver: false });
  const model = await startScriptedAnthropic({
    minCacheTokens: 4096,
    script: () => JSON.stringify({ summary: 'Nothing to say.', risk: 'low', unmet_criteria: [] }),
  });
  const claude = createClaude({ apiKey: 'sk-ant-bench-000000', baseUrl: model.url, model: 'claude-sonnet-5-5' });
  const rows: Row[] = [];
  for (const files of SIZES) {
    const folder = join(root, `repository-${files}`);
    makeRepository(folder, files);
    const repository = sandbox.addRepository({ installationId: installation.id, name: `r${files}`, folder });
    const issue = await sandbox.openPull(repository, {
      head: 'topic',
      base: 'main',
      title: 'Change',
      body: 'Text',
      user: 'dora',
      deliver: false,
    });
    const target = {
      owner: 'acme',
      repo: `r${files}`,
      repositoryId: repository.id,
      number: issue.number,
      installationId: installation.id,
    };
    for (const asked of [false, true]) {
      const times: number[] = [];
      let requests = 0;
      let peak = 0;
      let use: ReviewResult['model'] = null;
      for (let round = 0; round <= ROUNDS; round++) {
        const cacheFolder = join(root, `cache-${files}-${asked}-${round}`);
        const before = total(sandbox.state.requests);
        const from = performance.now();
        const octokit = await installationOctokit(
          {
            appId: 1,
            privateKey: pem,
            baseUrl: `${sandbox.url}/api/v3`,
            log: { warn: () => undefined, error: () => undefined },
          },
          {
            installationId: installation.id,
            repositoryIds: [repository.id],
            permissions: { contents: 'read', pull_requests: 'read', issues: 'read' },
          },
        );
        const result = await reviewPullRequest(
          {
            fetchChange: () => fetchChange(octokit, target),
            fetchSettings: (change) => readRepositorySettings(octokit, target, change.baseSha),
            openSnapshot: async (change) =>
              readTarball(await downloadTarball(octokit, target, change.headSha), { sha: change.headSha, cacheFolder }),
            gather: [
              {
                name: 'issues',
                read: async (change) => ({ linkedIssues: await readLinkedIssues(octokit, target, change) }),
              },
              {
                name: 'pulls',
                read: async (change) => ({
                  conflicts: await readConflictingPulls(
                    octokit,
                    target,
                    change.files.map(({ path }) => path),
                  ),
                }),
              },
            ],
            earlier: async () => ({ findings: [], round: 1, lastHeadSha: null }),
          },
          { step: (_, work) => work() },
          {
            signal: new AbortController().signal,
            clean: (text) => text,
            ...(asked ? { reviewer: reviewerOf(claude) } : {}),
          },
        );
        use = result.model;
        if (result.coverage.read.length !== files)
          throw new Error(`read ${result.coverage.read.length} of ${files} files`);
        // The first round warms up.
        if (round > 0) times.push(performance.now() - from);
        requests = total(sandbox.state.requests) - before;
        peak = process.resourceUsage().maxRSS * 1024;
      }
      rows.push({ files, asked, times: times.toSorted((a, b) => a - b), requests, peak, use });
    }
  }
  const median = (times: readonly number[] = []) => times[times.length >> 1] ?? 0;
  console.table(
    rows.map(({ files, asked, times, requests, peak, use }) => ({
      files,
      by: asked ? 'rules and a model at 0 ms' : 'rules',
      'median ms': Math.round(median(times)),
      'min-max': `${Math.round(times[0] ?? 0)}-${Math.round(times.at(-1) ?? 0)}`,
      ratio: (median(times) / median(rows[0]?.times)).toFixed(1),
      'GitHub requests': requests,
      'model requests': use?.requests ?? 0,
      'tokens in': use?.tokensIn ?? 0,
      'peak memory MB': Math.round(peak / 1024 / 1024),
    })),
  );
  for (const { files, use } of rows) {
    if (use) console.log(`${files} files, tokens by part: ${JSON.stringify(use.parts)}`);
  }
  await closePool();
  await model.close();
  await sandbox.close();
  rmSync(root, { recursive: true, force: true });
}

interface Row {
  files: number;
  asked: boolean;
  times: number[];
  requests: number;
  peak: number;
  use: ReviewResult['model'];
}

function reviewerOf(claude: Claude): Reviewer {
  return {
    claude,
    lookups: {},
    budget: { mayCall: () => null },
    parallel: false,
    nonce: 'bench',
    keep: (_, work) => work(),
    trouble: () => null,
    toolCalled: async () => undefined,
  };
}

function total(requests: ReadonlyMap<string, number>): number {
  return [...requests.values()].reduce((sum, count) => sum + count, 0);
}

/** A repository in which the branch `topic` changes `files` TypeScript files of 120 lines, ten lines each. */
function makeRepository(folder: string, files: number): void {
  const text = (changed: boolean) =>
    Array.from({ length: LINES }, (_, line) =>
      changed && line < 10
        ? `export const changed${line} = sum(${line}, 1);`
        : `export const value${line} = sum(${line}, 2);`,
    ).join('\n');
  const commit = (branch: string, changed: boolean, from: string) =>
    `commit refs/heads/${branch}\ncommitter T <t@example.invalid> 1700000000 +0000\ndata 1\nx\n${from}` +
    Array.from(
      { length: files },
      (_, index) => `M 100644 inline src/file${index}.ts\ndata ${Buffer.byteLength(text(changed))}\n${text(changed)}\n`,
    ).join('');
  execFileSync('git', ['init', '--quiet', '--bare', '-b', 'main', folder]);
  execFileSync('git', ['-C', folder, 'fast-import', '--quiet'], {
    input: `${commit('main', false, '')}\n${commit('topic', true, 'from refs/heads/main\n')}\n`,
  });
}
