import type { Change, ReviewSettings } from '../types.js';
import { compileGlobs } from '../../syntax/paths/compile-globs.js';
import { saysTitle } from './says-title.js';

/** What of the settings can leave a pull request out. */
export type SkipSettings = Pick<ReviewSettings, 'enabled' | 'drafts' | 'bots' | 'skip'>;

/** A branch has 255 characters at most, so that this is never reached by globs somebody means. */
const MOST_STEPS = 1_000_000;

/**
 * Why this pull request is not reviewed, or null. Order of the rules: cheapest explanation for the author first
 * (behaviour.md). A coding agent's account is no bot's: what it writes is read.
 */
export function skipReason(change: Omit<Change, 'files'>, settings: SkipSettings): string | null {
  if (!settings.enabled) return 'reviews are switched off in .github/nectr.yml';
  if (change.state === 'closed') return 'the pull request is closed';
  if (change.draft && !settings.drafts) return 'the pull request is a draft';
  if (change.authorIsUs === true) return 'we opened it ourselves';
  if (change.authorIsBot && change.origin !== 'agent' && !settings.bots) return `the author ${change.author} is a bot`;
  // To GitHub `WIP` and `wip` are one label.
  const skipped = new Set(settings.skip.labels.map((one) => one.toLowerCase()));
  const label = change.labels.find((one) => skipped.has(one.toLowerCase()));
  if (label !== undefined) return `label "${label}"`;
  const title = settings.skip.titles.find((wanted) => saysTitle(change.title, wanted));
  if (title !== undefined) return `the title contains "${title}"`;
  return isSkippedBranch(change.headRef, settings.skip.branches) ? `branch "${change.headRef}"` : null;
}

/** A name that is written out is that branch, whatever its characters mean in a glob. */
function isSkippedBranch(branch: string, globs: readonly string[]): boolean {
  return globs.includes(branch) || compileGlobs(globs)(branch, { steps: MOST_STEPS }) === true;
}
