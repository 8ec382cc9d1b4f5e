import { pastName } from '../../review/history/past-name.js';
import type { ChangeHistory } from '../../review/types.js';

/** What the past says of a change, a line of plain text each, as it stands below the findings at a terminal. Pure. */
export function historyTexts(history: ChangeHistory): string[] {
  const { experts, reviewers, undone, partners, related, files, factors, absent } = history;
  const people = experts.map(
    ({ name, share, isInactive }) => `${name} (${share.toFixed(2)}${isInactive ? ', inactive' : ''})`,
  );
  return [
    people.length > 0 ? `experts: ${people.join(', ')}` : '',
    reviewers.named === null ? '' : `could review: ${reviewers.named.name} (${reviewers.named.reason})`,
    reviewers.gap === null ? '' : `knowledge gap: only ${reviewers.gap} ever changed these files`,
    ...undone.map(
      ({ path, lines, by, issue }) =>
        `${path}: ${lines.length} removed ${lines.length === 1 ? 'line' : 'lines'} came with ${pastName(by)} ${by.title}${issue === null ? '' : `, which closed #${issue.number}`}`,
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
