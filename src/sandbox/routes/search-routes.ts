import { Hono } from 'hono';
import { authenticateInstallation, type Caller } from '../authenticate.js';
import type { Environment } from '../environment.js';
import { GitHubError } from '../github-error.js';
import { isGranted } from '../open-repository.js';
import { paginate } from '../paginate.js';
import { renderIssue } from '../render/render-issue.js';
import { fullName, type SandboxState } from '../state.js';
import type { Issue, Repository } from '../types.js';

const LONGEST_TEXT = 256;

interface Search {
  /** `owner/name`, lower case. */
  repositories: string[];
  owners: string[];
  is: string[];
  words: string[];
}

/**
 * The search of issues as GitHub reads it: qualifiers (`repo:`, `user:`, `org:`, `is:`) anywhere in the text, those
 * that name repositories added up, all words wanted. Only what the token may read is found.
 */
export function searchRoutes(state: SandboxState): Hono<Environment> {
  const routes = new Hono<Environment>();
  routes.get('/search/issues', (c) => {
    const caller = authenticateInstallation(state, c);
    const search = readSearch(c.req.query('q') ?? '');
    const visible = [...state.repositories.values()].filter((each) => isVisible(caller, each));
    const wanted = visible.filter((each) => isWanted(search, each));
    if (search.repositories.length > 0 && wanted.length === 0) {
      throw new GitHubError(422, 'Validation Failed', [
        {
          message: 'The listed users and repositories cannot be searched',
          resource: 'Search',
          field: 'q',
          code: 'invalid',
        },
      ]);
    }
    const found = wanted.flatMap((repository) =>
      [...repository.issues.values()]
        .filter((issue) => isHit(search, repository, issue))
        .map((issue) => ({ repository, issue })),
    );
    return c.json({
      total_count: found.length,
      incomplete_results: false,
      search_type: 'lexical',
      items: paginate(state, c, found).map(({ repository, issue }) => ({
        ...renderIssue(state, repository, issue),
        score: 1,
      })),
    });
  });
  return routes;
}

function readSearch(q: string): Search {
  const search: Search = { repositories: [], owners: [], is: [], words: [] };
  for (const [part] of q.matchAll(/"[^"]*"|\S+/g)) {
    const [, name, value = ''] = /^(repo|user|org|is):(.*)$/i.exec(part) ?? [];
    if (name === undefined) search.words.push(part.replaceAll('"', '').toLowerCase());
    else if (name.toLowerCase() === 'repo') search.repositories.push(value.toLowerCase());
    else if (name.toLowerCase() === 'is') search.is.push(value.toLowerCase());
    else search.owners.push(value.toLowerCase());
  }
  const text = search.words.join(' ');
  if (text.length > LONGEST_TEXT) {
    throw new GitHubError(422, 'Validation Failed', [
      { message: 'The search is longer than 256 characters.', resource: 'Search', field: 'q', code: 'invalid' },
    ]);
  }
  return search;
}

function isVisible({ token, installation }: Caller, repository: Repository): boolean {
  const included =
    repository.installationId === installation.id && (token.repositoryIds?.includes(repository.id) ?? true);
  return (included && isGranted(token.permissions, 'issues', 'read')) || !repository.private;
}

function isWanted({ repositories, owners }: Search, repository: Repository): boolean {
  if (repositories.length + owners.length === 0) return true;
  const name = fullName(repository).toLowerCase();
  return repositories.includes(name) || owners.includes(repository.owner.login.toLowerCase());
}

function isHit({ is, words }: Search, repository: Repository, issue: Issue): boolean {
  const kinds = ['open', 'closed'].includes(issue.state) ? [issue.state, issue.pull ? 'pr' : 'issue'] : [];
  if (!is.every((kind) => kinds.includes(kind.replace('pull-request', 'pr')))) return false;
  const comments = [...repository.comments.values()].filter(({ issueNumber }) => issueNumber === issue.number);
  const text = [issue.title, issue.body ?? '', ...comments.map(({ body }) => body)].join('\n').toLowerCase();
  return words.every((word) => text.includes(word));
}
