import { closedText } from '../../review/history/closed-text.js';
import { gapText } from '../../review/history/gap-text.js';
import { pastName } from '../../review/history/past-name.js';
import type { ChangeHistory } from '../../review/history/types.js';

/** What the past says of a change, a line of plain text each, as it stands below the findings at a terminal. Pure. */
export function historyTexts(history: ChangeHistory): string[] {
  const { experts, reviewers, undone, partners, related, files, factors, absent } = history;
  const people = experts.map(
    ({ name, share, isInactive }) => `${name} (${share.toFixed(2)}${isInactive ? ', no change here for 90 days' : ''})`,
  );
  return [
    people.length > 0 ? `experts: ${people.join(', ')}` : '',
    reviewers.named === null ? '' : `could review: ${reviewers.named.name} (${reviewers.named.reason})`,
    reviewers.gap === null ? '' : `knowledge gap: ${gapText(reviewers.gap)}`,
    ...undone.map(
      ({ path, lines, by, issue }) =>
        `${path}: ${lines.length} removed ${lines.length === 1 ? 'line' : 'lines'} came with ${pastName(by)} ${by.title}${closedText({ issue })}`,
    ),
    ...partners
      .slice(0, 5)
      .map(
        ({ path, with: changed, shared, revisions }) =>
          `${path} came with ${changed} in ${shared} of ${revisions} changes, and is not in this one`,
      ),
    ...files
      .filter(({ fixes }) => fixes.length > 0)
      .slice(0, 5)
      .map(({ path, fixes }) => `${path}: fixed in ${fixes.map(pastName).join(', ')}`),
    ...related.map((one) => `related: ${pastName(one)} ${one.title}`),
    ...factors.map((factor) => `stands out: ${factor}`),
    absent ?? '',
  ].filter(Boolean);
}
