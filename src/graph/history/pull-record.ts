import type { Account, PastPull } from '../../github/read/past-pull.js';
import { fitsPath } from '../rows/fits-key.js';
import { LONGEST_NAME, type DeveloperNode, type PullRecord } from '../types.js';
import { isBug } from './is-bug.js';
import { originOf } from './origin-of.js';

const WEIGHT = { commented: 0, dismissed: 1, approved: 2, changes_requested: 2 } as const;

/**
 * What the graph keeps of a pull request; `verdict` is that of our review of it, if there is one. Paths that are longer
 * than an index can hold are left out. A reviewer's state is the last that decided anything; who answers at the own
 * pull request reviewed nothing.
 */
export function pullRecord(pull: PastPull, verdict: string | null): PullRecord {
  const { number, title, state, createdAt, mergedAt, updatedAt, additions, deletions } = pull;
  return {
    number,
    title,
    verdict: verdict?.toLowerCase() ?? null,
    state,
    author: pull.author && developer(pull.author),
    origin: originOf({ author: pull.author, headRef: pull.headRef, messages: pull.mergeMessage }),
    createdAt,
    mergedAt,
    updatedAt,
    additions,
    deletions,
    files: filesOf(pull),
    closes: pull.closes.map(({ number: issue, title: about, state: now, labels, updatedAt }) => ({
      number: issue,
      title: about,
      state: now,
      isBug: isBug(labels, about),
      updatedAt,
    })),
    reviews: reviewsOf(pull),
  };
}

function developer({ login, id, isBot }: Account): DeveloperNode {
  return { login: login.slice(0, LONGEST_NAME), githubId: id, isBot };
}

function filesOf({ files }: PastPull): PullRecord['files'] {
  const fits = (path: string) => path !== '' && fitsPath(path) && !path.includes('\0');
  const byPath = new Map(files.filter(({ path }) => fits(path)).map((file) => [file.path, file]));
  return [...byPath.values()].map(({ path, additions, deletions, renamedFrom }) => ({
    path,
    additions,
    deletions,
    renamedFrom: renamedFrom !== null && fits(renamedFrom) ? renamedFrom : null,
  }));
}

function reviewsOf({ author, reviews }: PastPull): PullRecord['reviews'] {
  const byLogin = new Map<string, PullRecord['reviews'][number] & { state: keyof typeof WEIGHT }>();
  for (const review of reviews) {
    if (review.author.login === author?.login) continue;
    const before = byLogin.get(review.author.login);
    const decides = before === undefined || WEIGHT[review.state] >= Math.min(1, WEIGHT[before.state]);
    byLogin.set(review.author.login, {
      developer: developer(review.author),
      state: decides ? review.state : before.state,
      comments: review.comments + (before?.comments ?? 0),
    });
  }
  return [...byLogin.values()];
}
