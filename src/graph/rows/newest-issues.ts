import type { IssueRecord } from '../types.js';

/** Of several records of one issue the one that was changed last; where times do not tell, the last of them. */
export function newestIssues(issues: readonly IssueRecord[]): IssueRecord[] {
  const newest = new Map<number, IssueRecord>();
  for (const issue of issues) {
    const before = newest.get(issue.number);
    if (before === undefined || timeOf(issue) >= timeOf(before)) newest.set(issue.number, issue);
  }
  return [...newest.values()].toSorted((one, other) => one.number - other.number);
}

function timeOf({ updatedAt }: IssueRecord): number {
  return updatedAt?.getTime() ?? -Infinity;
}
