// One process that reviews as a worker does, with the built code: `node --max-old-space-size=512 worker.mjs <url> <reviews>`.
// Prints one line of JSON with what it took. Plain JavaScript, so that nothing but the product's own code is in memory.
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installationOctokit } from '../../../dist/src/github/client/installation-octokit.js';
import { downloadTarball } from '../../../dist/src/github/read/download-tarball.js';
import { fetchChange } from '../../../dist/src/github/read/fetch-change.js';
import { settingsSchema } from '../../../dist/src/github/settings/settings-schema.js';
import { closePool } from '../../../dist/src/review/analyzers/analyse.js';
import { reviewPullRequest } from '../../../dist/src/review/review-pull-request.js';
import { openSnapshot } from '../../../dist/src/snapshot/open-snapshot.js';
import { readTarball } from '../../../dist/src/snapshot/read-tarball.js';
import { readHeadFile, readSnapshot } from '../../../dist/src/workflows/pulls/read-head.js';

const [url, reviews] = [process.argv[2], Number(process.argv[3] ?? 1)];
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const credentials = { appId: 1, privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
const quiet = { warn: () => undefined, error: () => undefined };
const folder = mkdtempSync(join(tmpdir(), 'nectr-memory-'));
const started = performance.now();
const slices = new Map();
let heap = 0;
let longest = 0;
let before = cpuMs();
// A hold is measured in this thread's own CPU time between two turns of the loop: a busy machine stretches every other clock.
const sampler = setInterval(() => {
  const now = cpuMs();
  longest = Math.max(longest, now - before);
  before = now;
  heap = Math.max(heap, process.memoryUsage().heapUsed);
}, 1);
try {
  const results = await Promise.all(Array.from({ length: reviews }, (_unused, index) => reviewOnce(index)));
  const [first] = results;
  const { coverage, rendered } = first;
  print({
    outcome: rendered.outcome,
    total: coverage.total,
    read: coverage.read.length,
    skipped: coverage.skipped.length,
    unread: coverage.unread.length,
    reasons: [...new Set(coverage.unread.map(({ reason }) => reason))].slice(0, 4),
    summaryBytes: Buffer.byteLength(rendered.summary ?? ''),
    annotations: rendered.check.annotations.length,
  });
} finally {
  clearInterval(sampler);
  await closePool();
  rmSync(folder, { recursive: true, force: true });
}

async function reviewOnce(index) {
  const target = { owner: 'acme', repo: 'shop', repositoryId: 1, number: 1, installationId: 1 };
  const octokit = await installationOctokit(
    { ...credentials, baseUrl: `${url}/api/v3`, log: quiet, pace: null },
    { installationId: 1, repositoryIds: [1], permissions: { contents: 'read', pull_requests: 'read' } },
  );
  const cacheFolder = join(folder, String(index));
  return reviewPullRequest(
    {
      fetchChange: () => fetchChange(octokit, target),
      fetchSettings: async () => ({ settings: settingsSchema.parse({}), notices: [] }),
      openSnapshot: (_, sha) =>
        readSnapshot(
          async () =>
            (await openSnapshot(cacheFolder, sha)) ??
            readTarball(await downloadTarball(octokit, target, sha), { sha, cacheFolder }),
        ),
      readFile: (change, path) => readHeadFile(octokit, target, path, change.headSha),
      gather: [],
      earlier: async () => ({ findings: [], round: 1, lastHeadSha: null }),
    },
    { step: timed },
    { signal: new AbortController().signal, clean: (text) => text, reviewer: reviewerOfNothing() },
  );
}

function cpuMs() {
  return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
}

/** Each step with the longest hold of the loop in it. */
async function timed(name, work) {
  longest = 0;
  const from = performance.now();
  try {
    return await work();
  } finally {
    await new Promise((resolve) => setTimeout(resolve, 12));
    const known = slices.get(name) ?? { ms: 0, hold: 0 };
    slices.set(name, {
      ms: Math.round(known.ms + performance.now() - from),
      hold: Math.max(known.hold, Math.round(longest)),
    });
    heap = Math.max(heap, process.memoryUsage().heapUsed);
    if (process.env.NECTR_MEMORY_TRACE)
      process.stderr.write(
        `${name} ${JSON.stringify(slices.get(name))} heap ${Math.round(heap / 1048576)} MB rss ${Math.round(process.memoryUsage().rss / 1048576)}\n`,
      );
  }
}

/** A model that reads everything it is sent and has nothing to say. */
function reviewerOfNothing() {
  const text = JSON.stringify({ summary: 'Nothing to say.', risk: 'low', unmet_criteria: [] });
  const usage = { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0, cost: 0 };
  return {
    claude: {
      model: 'none',
      send: async (request, { onUsage }) => {
        JSON.stringify(request);
        // An answer comes over the network, never in the same turn of the loop.
        await new Promise((resolve) => setImmediate(resolve));
        onUsage?.(usage);
        return { content: [{ type: 'text', text }], stopReason: 'end_turn', usage };
      },
    },
    lookups: {},
    budget: { mayCall: () => null },
    parallel: false,
    nonce: 'n0nce',
    keep: (_key, work) => work(),
    trouble: () => null,
    toolCalled: async () => undefined,
  };
}

function print(result) {
  const row = {
    ...result,
    seconds: (performance.now() - started) / 1000,
    heapMb: heap / 1048576,
    rssMb: process.resourceUsage().maxRSS / 1024,
    steps: Object.fromEntries(slices),
  };
  process.stdout.write(`${JSON.stringify(row)}\n`);
}
