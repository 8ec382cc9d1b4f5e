import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloadTarball } from '../../src/github/read/download-tarball.js';
import { fetchChange } from '../../src/github/read/fetch-change.js';
import { installationOctokit, type Octokit } from '../../src/github/client/installation-octokit.js';
import { publishReview } from '../../src/github/publish/publish-review.js';
import { readRepositorySettings } from '../../src/github/settings/read-repository-settings.js';
import type { PullTarget } from '../../src/github/client/target.js';
import type { ReviewResult } from '../../src/review/review-contract.js';
import { reviewPullRequest } from '../../src/review/review-pull-request.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import type { Issue, Repository } from '../../src/sandbox/types.js';
import { readTarball } from '../../src/snapshot/read-tarball.js';
import { readHeadFile, readSnapshot } from '../../src/workflows/pulls/read-head.js';
import { APP } from './fake-github.js';
import { noLimits } from '../../src/sandbox/state.js';

/** Contents by path; with a mode where it is no ordinary file (`160000`: the text is a commit id). */
export type Tree = Record<string, string | Buffer | { mode: '100755' | '120000' | '160000'; text: string }>;

/** A pull request over a git repository, read by the adapters that the product reads with. */
export interface RealChange {
  sandbox: Sandbox;
  repository: Repository;
  issue: Issue;
  target: PullTarget;
  octokit: Octokit;
  git(...args: string[]): string;
  /** A commit of this tree on top of `parents`. */
  commit(tree: Tree, ...parents: string[]): string;
  /** A line of commits on top of `parent`, one for each tree; gives the last one. */
  commits(trees: readonly Tree[], parent: string): string;
  review(): Promise<ReviewResult>;
  publish(result: ReviewResult): ReturnType<typeof publishReview>;
  close(): Promise<void>;
}

/** Opens a pull request whose branch turns `base` into `head`. Both trees are whole. */
export async function openChange({ base, head }: { base: Tree; head: Tree }): Promise<RealChange> {
  const root = mkdtempSync(join(tmpdir(), 'nectr-change-'));
  const folder = join(root, 'repository');
  const run = (args: string[], input?: Buffer): string => {
    const { status, stdout, stderr } = spawnSync('git', args, { cwd: root, input, maxBuffer: 1024 ** 3 });
    if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr.toString()}`);
    return stdout.toString().trim();
  };
  makeBare(folder);
  let commits = 0;
  const importLine = (
    trees: readonly Tree[],
    parents: readonly string[],
    ref = `refs/nectr/${commits + 1}`,
  ): string => {
    const parts = trees.map((tree, index) => stream(ref, ++commits, tree, index === 0 ? parents : []));
    const ask = Buffer.from('get-mark :1\n');
    return run(['-C', folder, 'fast-import', '--quiet', '--date-format=raw'], Buffer.concat([...parts, ask]));
  };
  const first = importLine([base], [], 'refs/heads/main');
  importLine([head], [first], 'refs/heads/topic');
  const sandbox = await startSandbox({ appId: 1, privateKey: APP.privateKey, webhookSecret: 's'.repeat(32) });
  sandbox.state.limits = { ...noLimits };
  const installation = await sandbox.install({ account: 'acme', deliver: false });
  const repository = sandbox.addRepository({ installationId: installation.id, name: 'shop', folder });
  const issue = await sandbox.openPull(repository, {
    head: 'topic',
    base: 'main',
    title: 'Change',
    body: 'Text',
    user: 'alice',
    deliver: false,
  });
  const target: PullTarget = {
    owner: 'acme',
    repo: 'shop',
    repositoryId: repository.id,
    number: issue.number,
    installationId: installation.id,
  };
  const octokit = await installationOctokit(
    {
      ...APP,
      baseUrl: `${sandbox.url}/api/v3`,
      log: { warn: () => undefined, error: () => undefined },
      pace: null,
      retryDelayMs: 1,
    },
    {
      installationId: installation.id,
      repositoryIds: [repository.id],
      permissions: { contents: 'read', issues: 'write', pull_requests: 'write', checks: 'write' },
    },
  );
  const cacheFolder = join(root, 'snapshots');
  return {
    sandbox,
    repository,
    issue,
    target,
    octokit,
    git: (...args) => run(['-C', folder, ...args]),
    commit: (tree, ...parents) => importLine([tree], parents),
    commits: (trees, parent) => importLine(trees, [parent]),
    review: () =>
      reviewPullRequest(
        {
          fetchChange: () => fetchChange(octokit, target),
          fetchSettings: ({ baseSha }) => readRepositorySettings(octokit, target, baseSha),
          openSnapshot: ({ headSha }) =>
            readSnapshot(async () =>
              readTarball(await downloadTarball(octokit, target, headSha), { sha: headSha, cacheFolder }),
            ),
          readFile: ({ headSha }, path) => readHeadFile(octokit, target, path, headSha),
          gather: [],
          earlier: async () => ({ findings: [], round: 1, lastHeadSha: null }),
        },
        { step: (_, work) => work() },
        { signal: new AbortController().signal, clean: (text) => text },
      ),
    publish: ({ rendered }) =>
      publishReview(
        octokit,
        {
          self: { appSlug: 'nectr' },
          markerKeys: [Buffer.alloc(32, 1)],
          runKey: 'run-1',
          trigger: 'auto:main',
          requestChanges: false,
          repositoryUrl: `${sandbox.url}/acme/shop`,
          assertLease: async () => undefined,
          refused: () => undefined,
          recordIds: async () => undefined,
          lookupDelaysMs: [0, 1, 1],
        },
        rendered,
        target,
      ),
    close: async () => {
      await sandbox.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** A bare repository without a start of git: there are tests that want hundreds. */
function makeBare(folder: string): void {
  for (const name of ['objects', 'refs']) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'HEAD'), 'ref: refs/heads/main\n');
  writeFileSync(join(folder, 'config'), '[core]\n\trepositoryformatversion = 0\n\tbare = true\n');
}

/** One commit as input of `git fast-import`, whatever bytes its files have; it is its mark 1 then. */
function stream(ref: string, time: number, tree: Tree, parents: readonly string[]): Buffer {
  const parts: Buffer[] = [];
  const line = (text: string) => parts.push(Buffer.from(`${text}\n`));
  const data = (bytes: Buffer) => parts.push(Buffer.from(`data ${bytes.length}\n`), bytes, Buffer.from('\n'));
  line(`commit ${ref}`);
  line('mark :1');
  line(`committer T <t@example.invalid> ${1_760_000_000 + time} +0000`);
  data(Buffer.from('commit'));
  for (const [index, parent] of parents.entries()) line(`${index === 0 ? 'from' : 'merge'} ${parent}`);
  line('deleteall');
  for (const [path, entry] of Object.entries(tree)) {
    const quoted = `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
    if (typeof entry === 'object' && 'mode' in entry && entry.mode === '160000')
      line(`M 160000 ${entry.text} ${quoted}`);
    else {
      const ordinary = typeof entry === 'string' || Buffer.isBuffer(entry);
      line(`M ${ordinary ? '100644' : entry.mode} inline ${quoted}`);
      data(Buffer.from(ordinary ? entry : entry.text));
    }
  }
  return Buffer.concat(parts);
}
