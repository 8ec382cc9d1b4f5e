import { z } from 'zod';
import { splitFullName } from '../../github/client/split-full-name.js';
import { readBlob } from '../../github/read/read-blob.js';
import { readPages } from '../../github/client/read-pages.js';
import { gatherFacts } from '../executions/gather-facts.js';
import { RunFailedError } from '../durable/durable-step.js';
import { detectPlatform, type CommitEvidence } from './platform/detect-platform.js';
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
const User = z.object({
  pull_request: z.object({ user: z.object({ login: z.string(), type: z.string().nullish() }) }),
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
  describe: async () => 'tell which platform or agent made it',
  run: async (context) => {
    const found = detectPlatform(await evidenceOf(context));
    const said =
      found.platform === null
        ? `no platform or agent is known (${found.origin})`
        : `${found.platform}, ${Math.round(found.confidence * 100)} % sure`;
    return done({ ...found, kind: found.kind }, said);
  },
});

async function evidenceOf({ ports, run }: StepContext): Promise<Parameters<typeof detectPlatform>[0]> {
  const { repository, pull } = run;
  if (repository === null) throw new RunFailedError('this step needs a repository');
  const octokit = await ports.github.octokit({
    installationId: run.githubInstallationId,
    repositoryIds: [repository.githubRepoId],
    permissions: { contents: 'read', pull_requests: 'read' },
  });
  const target = splitFullName(repository.fullName);
  const sha = pull?.headSha ?? null;
  const text = async (path: string) => (await readBlob(octokit, target, path, sha))?.toString('utf8') ?? null;
  const route =
    pull === null ? 'GET /repos/{owner}/{repo}/commits' : 'GET /repos/{owner}/{repo}/pulls/{number}/commits';
  const commits = await readPages(
    octokit,
    Commit,
    route,
    { ...target, number: pull?.number ?? 0 },
    { key: ({ sha: of }) => of, maxPages: 1 },
  );
  const { event = {} } = pull === null ? {} : await gatherFacts(ports, run, new Set(['files']));
  const snapshot = await ports
    .openSnapshot(octokit, { ...target, repositoryId: repository.githubRepoId }, sha ?? repository.defaultBranch)
    .catch(() => null);
  const user = User.safeParse(run.event?.payload).data?.pull_request.user;
  return {
    paths:
      pull === null
        ? (snapshot
            ?.list()
            .slice(0, MOST_PATHS)
            .map(({ path }) => path) ?? [])
        : (event.changed_files ?? []),
    commits: commits.slice(0, MOST_COMMITS).map(({ commit, author }): CommitEvidence => ({
      message: commit.message,
      author: { name: commit.author?.name ?? '', email: commit.author?.email ?? '', login: author?.login ?? null },
    })),
    author: user === undefined ? null : { login: user.login, isBot: user.type === 'Bot' },
    headRef: event.head ?? null,
    packageJson: await text('package.json'),
    readme: await text('README.md'),
  };
}
