import { errorStatus } from '../client/classify-error.js';
import { GitHubTerminalError } from '../client/github-error.js';
import type { Octokit } from '../client/installation-octokit.js';
import type { PullTarget } from '../client/target.js';
import { postedLine, type Posted } from './posted-body.js';
import { repeatWrite } from './repeat-write.js';
import { sendText } from './send-text.js';

export interface LabelToSet {
  name: string;
  /** Six hex digits without `#`, for a label that the repository does not have yet; absent: one of ours, by its name. */
  color?: string;
  description?: string;
}

/** GitHub's limits: https://github.com/github/docs/issues/32156 and https://docs.github.com/rest/issues/labels */
const LONGEST_NAME = 50;
const LONGEST_DESCRIPTION = 100;
/** The light colours that GitHub offers for labels. */
const COLORS = ['bfd4f2', 'c2e0c6', 'fef2c0', 'f9d0c4', 'c5def5', 'bfdadc', 'd4c5f9', 'e99695'] as const;

/**
 * What a label is called on GitHub: in one line without secrets, 50 characters at most; null for a blank name. Throws
 * for `.` and `..`, which no address of GitHub's can name: removing `.` would remove all labels.
 */
export function labelName(name: string): Posted | null {
  const trimmed = name.trim();
  if (trimmed === '') return null;
  if (trimmed === '.' || trimmed === '..') throw new Error(`A label cannot be called ${trimmed}: give it another name`);
  return postedLine(trimmed, LONGEST_NAME);
}

/** GitHub takes labels that differ in case only for one. */
export function labelKey(name: string): string {
  return name.toLowerCase();
}

/**
 * Creates a label of the repository if there is none of that name; one that is there stays as it is. GitHub would create
 * it too as soon as it is used, but grey. Throws what GitHub and the lease throw.
 */
export async function ensureLabel(
  octokit: Octokit,
  { owner, repo }: Pick<PullTarget, 'owner' | 'repo'>,
  { name, color, description }: LabelToSet,
  assertLease: () => Promise<void>,
): Promise<void> {
  const posted = labelName(name);
  if (posted === null || (await isKnown(octokit, { owner, repo }, posted))) return;
  await repeatWrite(assertLease, async () => {
    try {
      await sendText(
        octokit,
        'POST /repos/{owner}/{repo}/labels',
        { owner, repo, color: color ?? colorOf(posted) },
        { name: posted, ...(description ? { description: postedLine(description, LONGEST_DESCRIPTION) } : {}) },
      );
    } catch (error) {
      const there = errorStatus(error) === 422 && error instanceof Error && error.message.includes('already_exists');
      if (!there) throw error;
    }
  });
}

async function isKnown(
  octokit: Octokit,
  { owner, repo }: Pick<PullTarget, 'owner' | 'repo'>,
  name: string,
): Promise<boolean> {
  try {
    await octokit.request('GET /repos/{owner}/{repo}/labels/{name}', { owner, repo, name });
    return true;
  } catch (error) {
    if (error instanceof GitHubTerminalError && error.reason === 'not-found') return false;
    throw error;
  }
}

/** The same for a label in every repository. */
function colorOf(name: string): string {
  const sum = [...labelKey(name)].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  return COLORS[sum % COLORS.length] ?? COLORS[0];
}
