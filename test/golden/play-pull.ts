import { createHash } from 'node:crypto';
import { redact } from '../../src/access/redact.js';
import type { Octokit } from '../../src/github/client/installation-octokit.js';
import { withoutMarkers } from '../../src/github/publish/marker.js';
import { publishReview } from '../../src/github/publish/publish-review.js';
import { maskSecrets } from '../../src/review/analyzers/mask-secrets.js';
import type { Reviewer } from '../../src/review/ask/reviewer.js';
import type { Earlier, ReviewResult } from '../../src/review/review-contract.js';
import { reviewPullRequest } from '../../src/review/review-pull-request.js';
import type { Annotation, Change, ChangedFile, LedgerFinding } from '../../src/review/types.js';
import { diffAtOnce } from '../diff/diff-at-once.js';
import { connect, fakeGitHub, TARGET } from '../github/fake-github.js';
import { fakeReviews, type FakeReviews } from '../github/fake-reviews.js';
import { memorySnapshot } from '../review/memory-snapshot.js';
import { settings } from '../review/sample-change.js';
import { golden } from './golden-claude.js';
import type { GoldenPull, Push, Texts } from './golden-pull.js';

export const REPOSITORY_URL = 'https://github.com/acme/shop';

/** What stands on the pull request after a push was reviewed. */
export interface PlayedPush {
  change: Change;
  check: { conclusion: string; title: string; summary: string; detailsUrl: string; annotations: Annotation[] };
  /** Null: there is none. */
  summary: string | null;
  /** New comments on lines. */
  comments: { path: string; line: number; startLine: number | null; body: string }[];
  /** Earlier comments that were rewritten. */
  edited: { path: string; line: number; body: string }[];
}

/** Reviews and posts one push after the other, through everything but PostgreSQL and the wire. */
export async function playPull(pull: GoldenPull, { withClaude }: { withClaude: boolean }): Promise<PlayedPush[]> {
  const github = fakeReviews();
  fakeGitHub((request) => github.route(request));
  const octokit = await connect();
  let earlier: Earlier = { findings: [], round: 1, lastHeadSha: null };
  const trees = new Map<string, Texts>();
  const played: PlayedPush[] = [];
  for (const [index, push] of pull.pushes.entries()) {
    const head = treeOf(pull.base, push);
    const change = changeOf(pull, push, head, index + 1);
    trees.set(change.headSha, head);
    const claude = withClaude ? golden(push.claude) : undefined;
    const result = await review(pull, change, earlier, trees, claude);
    const before = new Map(commentsOf(github).map(({ id, body }) => [id, body]));
    const published = await post(octokit, github, result, index + 1);
    earlier = after(earlier, result, published, push);
    played.push(shown(github, change, before));
  }
  return played;
}

function treeOf(base: Texts, { head }: Push): Texts {
  const changed: [string, string][] = Object.entries(head).flatMap(([path, text]) =>
    text === null ? [] : [[path, text]],
  );
  const kept = Object.entries(base).filter(([path]) => !Object.hasOwn(head, path));
  return Object.fromEntries([...kept, ...changed]);
}

function changeOf(pull: GoldenPull, { renames = {} }: Push, head: Texts, round: number): Change {
  const moved = new Set(Object.values(renames));
  const paths = [...new Set([...Object.keys(pull.base), ...Object.keys(head)])].toSorted();
  const files = paths.flatMap((path): ChangedFile[] => {
    const oldPath = renames[path] ?? null;
    const [before, now] = [pull.base[oldPath ?? path], head[path]];
    if (moved.has(path) || (before === now && oldPath === null)) return [];
    const hunks = diffAtOnce(before ?? '', now ?? '');
    const lines = hunks.flatMap((hunk) => hunk.lines);
    const count = (kind: string) => lines.filter((line) => line.kind === kind).length;
    const status =
      oldPath !== null ? 'renamed' : before === undefined ? 'added' : now === undefined ? 'deleted' : 'modified';
    const [additions, deletions] = [count('added'), count('removed')];
    return [{ path, oldPath, status, additions, deletions, binary: false, hunks, unread: null }];
  });
  return {
    repository: 'acme/shop',
    number: TARGET.number,
    title: pull.title,
    body: pull.body,
    author: pull.author,
    authorIsBot: false,
    draft: false,
    state: 'open',
    labels: [],
    baseRef: 'main',
    baseSha: sha(`${pull.name} base`),
    headRef: pull.branch,
    headSha: sha(`${pull.name} ${round}`),
    changedFiles: files.length,
    files,
  };
}

function sha(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

function review(
  pull: GoldenPull,
  change: Change,
  earlier: Earlier,
  trees: ReadonlyMap<string, Texts>,
  reviewer: Reviewer | undefined,
): Promise<ReviewResult> {
  return reviewPullRequest(
    {
      fetchChange: async () => change,
      fetchSettings: async () => ({ settings: { ...settings, effort: 'normal', ...pull.settings }, notices: [] }),
      openSnapshot: async (_, at) => memorySnapshot({ ...trees.get(at) }, at),
      readBase: async (_, path) => pull.base[path] ?? null,
      gather: [
        { name: 'linked issues', read: async () => ({ linkedIssues: pull.issues ?? [] }) },
        { name: 'open pull requests', read: async () => ({ conflicts: pull.conflicts ?? [] }) },
        { name: 'memories', read: async () => (pull.memories === undefined ? {} : { memories: pull.memories }) },
        { name: 'history', read: async () => (pull.history === undefined ? {} : { history: pull.history }) },
      ],
      earlier: async () => earlier,
    },
    { step: (_, work) => work() },
    {
      signal: new AbortController().signal,
      clean: (text) => redact(maskSecrets(text)),
      repositoryUrl: REPOSITORY_URL,
      ...(reviewer === undefined ? {} : { reviewer }),
    },
  );
}

async function post(octokit: Octokit, github: FakeReviews, { rendered }: ReviewResult, round: number) {
  github.head = rendered.headSha;
  const published = await publishReview(
    octokit,
    {
      self: { botUserId: 77 },
      markerKeys: [Buffer.alloc(32, 1)],
      runKey: `run-${round}`,
      trigger: 'auto:main',
      requestChanges: false,
      repositoryUrl: REPOSITORY_URL,
      assertLease: async () => undefined,
      refused: (live) => {
        throw new Error(`The last net held a text: ${live.join(', ')}`);
      },
      recordIds: async () => undefined,
      lookupDelaysMs: [0],
    },
    rendered,
    TARGET,
  );
  if (published.superseded !== null) throw new Error('nobody pushed meanwhile');
  return published;
}

/** What the ledger knows afterwards, as `recordReview` and the dismissals enter it. */
function after(
  { findings, round }: Earlier,
  result: ReviewResult,
  { comments }: Awaited<ReturnType<typeof post>>,
  { dismissals = [] }: Push,
): Earlier {
  if (result.round === null) return { findings, round, lastHeadSha: null };
  const { fresh, standing, fixed, outdated } = result.round;
  const commented = fresh.map((finding) => ({
    ...finding,
    ...comments.find(({ findingId }) => findingId === finding.id),
  }));
  const now = new Map([...standing, ...fixed, ...outdated].map((finding) => [finding.id, finding]));
  const all = [...findings.map((finding) => now.get(finding.id) ?? finding), ...commented];
  const told = all.map((finding): LedgerFinding => {
    const dismissal = dismissals.find(({ handle }) => handle === finding.handle);
    if (dismissal === undefined) return finding;
    return { ...finding, state: 'dismissed', dismissedBy: dismissal.by, dismissedReason: dismissal.reason };
  });
  return { findings: told, leads: result.leads.judged, round: round + 1, lastHeadSha: result.rendered.headSha };
}

function commentsOf(github: FakeReviews) {
  return github.reviews.flatMap(({ comments }) => comments);
}

function shown(github: FakeReviews, change: Change, before: ReadonlyMap<number, string>): PlayedPush {
  const check = github.checks.at(-1);
  if (check === undefined) throw new Error('there is no check run');
  const now = commentsOf(github).map(({ id, path, line, body, ...range }) => ({
    path,
    line,
    startLine: 'start_line' in range ? Number(range.start_line) : null,
    body: withoutMarkers(body),
    old: before.get(id),
  }));
  const [summary] = github.comments;
  return {
    change,
    check: {
      conclusion: check.conclusion ?? '',
      title: check.title,
      summary: steady(check.summary),
      detailsUrl: check.details_url ?? '',
      annotations: check.annotations as Annotation[],
    },
    summary: summary === undefined ? null : steady(withoutMarkers(summary.body)),
    comments: now.filter(({ old }) => old === undefined),
    edited: now.flatMap(({ path, line, body, old }) =>
      old !== undefined && withoutMarkers(old) !== body ? [{ path, line, body }] : [],
    ),
  };
}

/** How long a review took is another number each time. */
function steady(text: string): string {
  return text.replace(/ · \d+ s · /, ' · 38 s · ');
}
