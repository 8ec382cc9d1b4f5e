import type { Change, ReviewSettings } from '../types.js';

/** What of the settings can leave a pull request out. */
export type SkipSettings = Pick<ReviewSettings, 'enabled' | 'drafts' | 'bots' | 'skip'>;

/** Why this pull request is not reviewed, or null. Order of the rules: cheapest explanation for the author first (behaviour.md). */
export function skipReason(change: Omit<Change, 'files'>, settings: SkipSettings): string | null {
  if (!settings.enabled) return 'reviews are switched off in .github/nectr.yml';
  if (change.state === 'closed') return 'the pull request is closed';
  if (change.draft && !settings.drafts) return 'the pull request is a draft';
  if (change.authorIsUs === true) return 'we opened it ourselves';
  if (change.authorIsBot && !settings.bots) return `the author ${change.author} is a bot`;
  const label = change.labels.find((one) => settings.skip.labels.includes(one));
  if (label !== undefined) return `label "${label}"`;
  const title = settings.skip.titles.find((part) => change.title.toLowerCase().includes(part.toLowerCase()));
  if (title !== undefined) return `the title contains "${title}"`;
  return settings.skip.branches.includes(change.headRef) ? `branch "${change.headRef}"` : null;
}
