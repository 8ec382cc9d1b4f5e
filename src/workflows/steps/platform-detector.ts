import { z } from 'zod';
import { splitFullName } from '../../github/client/split-full-name.js';
import { readBlob } from '../../github/read/read-blob.js';
import { readPages } from '../../github/client/read-pages.js';
import { readBranchHead } from '../../github/read/read-branch-head.js';
import { readFileRows } from '../../github/read/read-file-rows.js';
import { readPull } from '../../github/read/read-pull.js';
import { readTree } from '../../github/read/read-tree.js';
import { GitHubTooLargeError } from '../../github/client/github-error.js';
import type { Octokit } from '../../github/client/installation-octokit.js';
import type { PullTarget } from '../../github/client/target.js';
import { learnOrigin } from '../events/upsert-pull.js';
import { RunFailedError } from '../durable/durable-step.js';
import { detectPlatform, type CommitEvidence, type PlatformEvidence } from './platform/detect-platform.js';
import { defineStep, done, type StepContext } from './step-action.js';

const MOST_COMMITS = 100;
const MOST_PATHS = 20_000;
const Commit = z.object({
  sha: z.string(),
  commit: z.object({
    message: z.string(),
    author: z.object({ name: z.string().catch(''), email: z.string().catch('') }).nullish(),
  }),
  author: z.object({ login: z.string() }).nullish(),
});
/** `platform_detector`: which platform or coding agent made a change or a repository. */
export const platformDetector = defineStep({
  type: 'platform_detector',
  title: 'Detect the platform or agent',
  description:
    'Tells which AI or prototyping platform, or coding agent, made the change or the repository, with the evidence and how sure it is.',
  config: z.strictObject({}),
  result: z.object({
    platform: z.string().nullable(),
    kind: z.string().nullable(),
    confidence: z.number(),
    origin: z.string(),
    evidence: z.array(z.object({ what: z.string(), where: z.string() })),
  }),
  needs: 'repository',
  describe: async ({ run }) =>
    `tell which platform or agent made it${run.pull === null ? '' : ', and keep the origin of the pull request'}`,
  run: async (context) => {
    const found = detectPlatform(await evidenceOf(context));
    const { repository, pull } = context.run;
    if (repository !== null && pull !== null)
      await learnOrigin(context.ports.source, repository.id, { number: pull.number, origin: found.origin });
    const said =
      found.platform === null
        ? `no platform or agent is known (${found.origin})`
        : `${found.platform}, ${Math.round(found.confidence * 100)} % sure`;
    return done(found, said);
  },
});

async function evidenceOf({ ports, run }: StepContext): Promise<PlatformEvidence> {
  const { repository, pull } = run;
  if (repository === null) throw new RunFailedError('this step needs a repository');
  const octokit = await ports.github.octokit({
    installationId: run.githubInstallationId,
    repositoryIds: [repository.githubRepoId],
    permissions: { contents: 'read', pull_requests: 'read' },
  });
  const target = { ...splitFullName(repository.fullName), repositoryId: repository.githubRepoId };
  if (pull === null) {
    const sha = await readBranchHead(octokit, target, repository.defaultBranch);
    if (sha === null) return NOTHING;
    return {
      ...NOTHING,
      ...(await rootTexts(octokit, target, sha)),
      paths: await allPaths(octokit, target, sha),
      commits: await readCommits(octokit, 'GET /repos/{owner}/{repo}/commits', { ...target, sha }),
    };
  }
  const { number } = pull;
  const place = { ...target, number, installationId: run.githubInstallationId };
  const { author, authorIsBot, headRef, headSha, changedFiles } = await readPull(octokit, place);
  const paths: string[] = [];
  await readFileRows(octokit, place, changedFiles, ({ filename, status }) => {
    if (status !== 'removed') paths.push(filename);
  });
  return {
    ...(await rootTexts(octokit, target, headSha)),
    paths,
    commits: await readCommits(octokit, 'GET /repos/{owner}/{repo}/pulls/{number}/commits', { ...target, number }),
    author: { login: author, isBot: authorIsBot },
    headRef,
  };
}

/** A repository without a commit. */
const NOTHING: PlatformEvidence = {
  paths: [],
  commits: [],
  author: null,
  headRef: null,
  packageJson: null,
  readme: null,
};

type Place = Pick<PullTarget, 'owner' | 'repo'>;

async function rootTexts(octokit: Octokit, target: Place, sha: string) {
  const text = async (path: string) => (await readBlob(octokit, target, path, sha))?.toString('utf8') ?? null;
  return { packageJson: await text('package.json'), readme: await text('README.md') };
}

/** Of a tree that is too large to be listed whole, those at its root. */
async function allPaths(octokit: Octokit, target: Place, sha: string): Promise<string[]> {
  const list = async (recursive: boolean) => {
    const { entries } = await readTree(octokit, target, sha, { recursive });
    return entries.filter(({ type }) => type !== 'tree').map(({ path }) => path);
  };
  try {
    return (await list(true)).slice(0, MOST_PATHS);
  } catch (error) {
    if (error instanceof GitHubTooLargeError) return list(false);
    throw error;
  }
}

async function readCommits(octokit: Octokit, route: string, asked: Record<string, unknown>): Promise<CommitEvidence[]> {
  const commits = await readPages(octokit, Commit, route, asked, { key: ({ sha }) => sha, maxPages: 1 });
  return commits.slice(0, MOST_COMMITS).map(({ commit, author }) => ({
    message: commit.message,
    author: { name: commit.author?.name ?? '', email: commit.author?.email ?? '', login: author?.login ?? null },
  }));
}
