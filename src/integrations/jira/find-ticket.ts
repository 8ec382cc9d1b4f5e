import { z } from 'zod';
import { ServiceUnavailableError } from '../services/service-error.js';
import { callJira, type JiraCall } from './call-jira.js';
import { Issue, ISSUE_FIELDS } from './read-issue.js';
import { referenceLabel } from './reference-label.js';

/** Keys that are looked at in one go; as many as Jira gives. */
const WINDOW = 100;
/** Of these, so many before the newest one in the index: it does not take them up in their order. */
const BEHIND = 30;
const MOST_WINDOWS = 5;

/**
 * The issue that was made for a reference; null: there is none. Jira's search may not know an issue for minutes after
 * it was made, and only shows it earlier to who knows its id
 * (https://developer.atlassian.com/cloud/jira/platform/search-and-reconcile/). Keys are counted in a project, so those
 * that follow the newest one in the index are read one by one, which is not late.
 */
export async function findIssue(call: JiraCall, project: string, reference: string): Promise<Issue | null> {
  const label = referenceLabel(reference);
  const [indexed] = await search(call, `labels = "${label}" ORDER BY created ASC`);
  return indexed ?? (await findAmongNewest(call, project, label));
}

async function findAmongNewest(call: JiraCall, project: string, label: string): Promise<Issue | null> {
  const [newest] = await search(call, `project = "${project}" ORDER BY created DESC`);
  // A project may have been renamed: the key of its issues counts.
  const [, prefix = project, count = '0'] = /^(.+)-(\d+)$/.exec(newest?.key ?? '') ?? [];
  let last = Number(count);
  let from = Math.max(1, last - BEHIND + 1);
  for (let windows = 0; windows < MOST_WINDOWS; windows++, from += WINDOW) {
    const issues = await fetchAll(
      call,
      Array.from({ length: WINDOW }, (_, at) => `${prefix}-${from + at}`),
    );
    const found = issues.find(({ fields }) => fields.labels.includes(label));
    if (found !== undefined) return found;
    const highest = Math.max(0, ...issues.map(({ key }) => Number(key.slice(key.lastIndexOf('-') + 1))));
    if (highest <= last) return null;
    last = highest;
  }
  throw new ServiceUnavailableError(`The search of Jira is too far behind in project ${project}`, false);
}

async function search(call: JiraCall, jql: string): Promise<Issue[]> {
  const { issues } = await callJira(call, {
    method: 'POST',
    path: 'search/jql',
    body: { jql, fields: ISSUE_FIELDS, maxResults: 1 },
    answer: z.object({ issues: z.array(Issue) }),
  });
  return issues;
}

/** Those of the keys that there are. */
async function fetchAll(call: JiraCall, keys: string[]): Promise<Issue[]> {
  const { issues, issueErrors } = await callJira(call, {
    method: 'POST',
    path: 'issue/bulkfetch',
    body: { issueIdsOrKeys: keys, fields: ISSUE_FIELDS },
    answer: z.object({ issues: z.array(Issue), issueErrors: z.array(z.unknown()).default([]) }),
  });
  if (issueErrors.length > 0) throw new ServiceUnavailableError('Jira could not read all issues', false);
  return issues;
}
