import { z } from 'zod';
import { callSentry, type SentryCall } from './call-sentry.js';

export interface SentryIssue {
  id: string;
  /** Such as `SHOP-12`. */
  key: string;
  title: string;
  culprit: string | null;
  level: string | null;
  status: string;
  url: string;
  project: string;
  /** Events so far. */
  count: number;
  users: number;
  firstSeen: string | null;
  lastSeen: string | null;
}

/** https://docs.sentry.io/api/events/retrieve-an-issue/ */
export const SentryIssueBody = z
  .object({
    id: z.string(),
    shortId: z.string(),
    title: z.string(),
    culprit: z.string().nullish(),
    level: z.string().nullish(),
    status: z.string(),
    permalink: z.string(),
    project: z.object({ slug: z.string() }),
    count: z.coerce.number().catch(0),
    userCount: z.number().catch(0),
    firstSeen: z.string().nullish(),
    lastSeen: z.string().nullish(),
  })
  .transform((issue): SentryIssue => ({
    id: issue.id,
    key: issue.shortId,
    title: issue.title,
    culprit: issue.culprit || null,
    level: issue.level ?? null,
    status: issue.status,
    url: issue.permalink,
    project: issue.project.slug,
    count: issue.count,
    users: issue.userCount,
    firstSeen: issue.firstSeen ?? null,
    lastSeen: issue.lastSeen ?? null,
  }));

/**
 * Open issues of a project whose stack traces go through a file, the last seen first. `file`: a path in the repository;
 * `release`: as it is named in Sentry, any if null. https://docs.sentry.io/api/events/list-an-organizations-issues/
 */
export function findIssues(
  call: SentryCall,
  { project, file, release, most }: { project: string; file: string; release: string | null; most: number },
): Promise<SentryIssue[]> {
  return callSentry(call, {
    method: 'GET',
    path: `/organizations/${encodeURIComponent(call.config.organization)}/issues/`,
    query: { query: queryOf({ project, file, release }), limit: String(Math.min(most, 100)), sort: 'date' },
    answer: z.array(SentryIssueBody),
    isIdempotent: true,
  });
}

/** https://docs.sentry.io/concepts/search/ */
function queryOf({ project, file, release }: { project: string; file: string; release: string | null }): string {
  const words = ['is:unresolved', `project:${quoted(project)}`, `stack.filename:"*${inQuotes(file)}"`];
  if (release !== null) words.push(`release:${quoted(release)}`);
  return words.join(' ');
}

function quoted(value: string): string {
  return `"${inQuotes(value)}"`;
}

/** Nothing in it ends the quotes or stands for other text. */
function inQuotes(value: string): string {
  return value.replaceAll(/[\\"*]/g, '\\$&').replaceAll(/\s+/g, ' ');
}
