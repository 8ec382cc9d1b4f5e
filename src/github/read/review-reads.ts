import { z } from 'zod';
import type { Change, ConflictingPull, LinkedIssue } from '../../review/types.js';
import { GitHubLimitedError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import { queryGraphqlPartly } from '../client/query-graphql-partly.js';
import type { PullTarget } from '../client/target.js';
import { bytesOfNode, FILE_NODE_FIELDS, FileNode } from './file-node.js';
import { CHANGE_FIELDS, ChangeNode, nodesOf, pullOfNode } from './pull-node.js';
import { readBlob } from './read-blob.js';
import { conflictsAmong, readConflictingPulls, type OpenPull } from './read-conflicting-pulls.js';
import { linkedNumbers, readLinkedIssues, type KnownIssues } from './read-linked-issues.js';
import { readPull, type Pull } from './read-pull.js';

const IssueNode = z.object({
  number: z.number(),
  title: z.string(),
  body: z.string(),
  state: z.enum(['OPEN', 'CLOSED']),
  repository: z.object({ nameWithOwner: z.string() }),
});
export const ISSUE_FIELDS = 'number title body state repository { nameWithOwner }';
const Repository = z.looseObject({ nameWithOwner: z.string(), isArchived: z.boolean() });

const First = z.object({
  repository: Repository.extend({
    pullRequest: ChangeNode.extend({
      closingIssuesReferences: nodesOf(IssueNode),
      commits: nodesOf(z.object({ commit: z.object({ message: z.string() }) })),
    }),
    pullRequests: nodesOf(
      z.object({ number: z.number(), title: z.string(), files: nodesOf(z.object({ path: z.string() })) }),
    ),
  }),
});
/** A hundred labels, 10 issues, 50 commits, 11 other pull requests with a hundred files each: 1,271 nodes. */
const FIRST = `query ($owner: String!, $repo: String!, $number: Int!) {
  repository(owner: $owner, name: $repo) { nameWithOwner isArchived
    pullRequest(number: $number) { ${CHANGE_FIELDS}
      closingIssuesReferences(first: 10) { nodes { ${ISSUE_FIELDS} } }
      commits(last: 50) { nodes { commit { message } } } }
    pullRequests(first: 11, states: OPEN, orderBy: { field: UPDATED_AT, direction: DESC }) {
      nodes { number title files(first: 100) { nodes { path } } } } } }`;

/** A commit with files by their names in the query. */
const FilesNode = z.looseObject({ oid: z.string() }).nullish();
const Second = z.object({
  repository: Repository.extend({
    pullRequest: ChangeNode,
    settings: FilesNode,
    defaultBranchRef: z.object({ target: FilesNode }).nullish(),
  }),
});

/** A file at the base of a pull request, or (`onDefault`) on the default branch as it is. */
export interface WantedFile {
  path: string;
  onDefault: boolean;
}

/** What a review asks of GitHub about its pull request. Each throws as the function of its own does. */
export interface ReviewReads {
  /** At the beginning. */
  pull(): Promise<Pull>;
  /** The same pull request once more, as `fetchChange` wants it after the files. */
  again(known: Pull): Promise<Pull>;
  /** Messages of its commits, the last fifty; empty where GitHub did not tell them. */
  messages(): string;
  /** As `readBlob`. */
  file(path: string, commit: string | null): Promise<Buffer | null>;
  /** As `readLinkedIssues`. */
  linkedIssues(change: Change): Promise<LinkedIssue[]>;
  /** As `readConflictingPulls`. */
  conflicts(paths: readonly string[]): Promise<ConflictingPull[]>;
}

/**
 * Asks in two queries what a review wants to know of its pull request: one at the beginning, and one when its files are
 * read, which finds out whether it is still the same and brings `files` (at the commit that `filesAt` gives, or of the
 * default branch) and the issues that its text names. What these do not tell, on a server that knows a field less, or
 * because GraphQL is down while REST is not, is asked for by itself, and `apart` is told why. Limits are thrown.
 */
export function reviewReads(
  octokit: Octokit,
  target: PullTarget,
  wanted: { files: readonly WantedFile[]; filesAt(pull: Pull): string; apart(error: unknown): void },
): ReviewReads {
  const { owner, repo, number } = target;
  const known: KnownIssues = { closing: null, issues: new Map() };
  const files = new Map<string, Buffer | null>();
  let open: OpenPull[] | null = null;
  let messages = '';
  let isApart = false;

  async function together(ask: () => Promise<Pull>): Promise<Pull> {
    if (isApart) return readPull(octokit, target);
    try {
      return await ask();
    } catch (error) {
      if (error instanceof GitHubLimitedError) throw error;
      isApart = true;
      wanted.apart(error);
      return readPull(octokit, target);
    }
  }

  function learnIssue(node: z.output<typeof IssueNode>): void {
    const state = node.state === 'OPEN' ? 'open' : 'closed';
    known.issues.set(node.number, { number: node.number, title: node.title, body: node.body, state });
  }

  return {
    pull: () =>
      together(async () => {
        const variables = { owner, repo, number };
        const answer = await queryGraphqlPartly(octokit, First, { query: FIRST, variables, depth: 2 });
        const { pullRequest: node, pullRequests, ...repository } = answer.repository;
        const here = node.closingIssuesReferences.filter((issue) => isSame(issue.repository, repository));
        for (const issue of here) learnIssue(issue);
        known.closing = here.map((issue) => issue.number);
        open = pullRequests.map((pull) => ({ ...pull, files: pull.files.map(({ path }) => path) }));
        messages = node.commits.map(({ commit }) => commit.message).join('\n\n');
        return pullOfNode(node, repository);
      }),
    again: (pull) =>
      together(async () => {
        const asked = linkedNumbers(known.closing ?? [], pull).filter((one) => !known.issues.has(one));
        const commit = wanted.filesAt(pull);
        const query = secondQuery(wanted.files, asked);
        const variables = { owner, repo, number, commit };
        const { repository } = await queryGraphqlPartly(octokit, Second, { query, variables, depth: 2 });
        for (const [index, { path, onDefault }] of wanted.files.entries()) {
          const at = onDefault ? repository.defaultBranchRef?.target : repository.settings;
          const bytes = at == null ? undefined : bytesOfNode(FileNode.nullish().parse(at[`file${index}`]));
          if (bytes !== undefined) files.set(placeOf(path, onDefault ? null : commit), bytes);
        }
        for (const one of asked) {
          const issue = IssueNode.safeParse(repository[`issue${one}`]);
          if (issue.success && issue.data.number === one && isSame(issue.data.repository, repository))
            learnIssue(issue.data);
          else known.issues.set(one, null);
        }
        return pullOfNode(repository.pullRequest, repository);
      }),
    messages: () => messages,
    file: async (path, commit) => {
      const told = files.get(placeOf(path, commit));
      return told === undefined ? readBlob(octokit, target, path, commit) : told;
    },
    linkedIssues: (change) => readLinkedIssues(octokit, target, change, known),
    conflicts: async (paths) =>
      open === null ? readConflictingPulls(octokit, target, paths) : conflictsAmong(open, number, paths),
  };
}

/** Each wanted file of one of the two places, by its number. */
export function fileFields(wanted: readonly WantedFile[], onDefault: boolean): string {
  return wanted
    .map((file, index) =>
      file.onDefault === onDefault
        ? `file${index}: file(path: ${JSON.stringify(file.path)}) { ${FILE_NODE_FIELDS} }`
        : '',
    )
    .join(' ');
}

/** Each issue by its number. */
export function namedFields(issues: readonly number[]): string {
  return issues.map((number) => `issue${number}: issue(number: ${number}) { ${ISSUE_FIELDS} }`).join(' ');
}

function secondQuery(wanted: readonly WantedFile[], issues: readonly number[]): string {
  const atBase = fileFields(wanted, false);
  const onDefault = fileFields(wanted, true);
  const named = namedFields(issues);
  return `query ($owner: String!, $repo: String!, $number: Int!, $commit: GitObjectID!) {
    repository(owner: $owner, name: $repo) { nameWithOwner isArchived
      pullRequest(number: $number) { ${CHANGE_FIELDS} }
      settings: object(oid: $commit) { ... on Commit { oid ${atBase} } }
      defaultBranchRef { target { ... on Commit { oid ${onDefault} } } } ${named} } }`;
}

function placeOf(path: string, commit: string | null): string {
  return `${commit ?? ''}:${path}`;
}

function isSame(one: { nameWithOwner: string }, other: { nameWithOwner: string }): boolean {
  return one.nameWithOwner.toLowerCase() === other.nameWithOwner.toLowerCase();
}
