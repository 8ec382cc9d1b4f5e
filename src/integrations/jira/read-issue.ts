import { z } from 'zod';
import type { Ticket } from '../services/integration-type.js';
import { below } from '../services/service-address.js';
import { ServiceRefusedError } from '../services/service-error.js';
import { callJira, pathOf, type JiraCall } from './call-jira.js';

/** What of an issue is asked for, and what comes. */
export const ISSUE_FIELDS = ['summary', 'status', 'labels'];
export const Issue = z.object({
  key: z.string(),
  fields: z.object({
    summary: z.string().nullable().default(''),
    status: z.object({ name: z.string() }),
    labels: z
      .array(z.string())
      .nullish()
      .transform((labels) => labels ?? []),
  }),
});
export type Issue = z.output<typeof Issue>;

/** An issue by its key; null: there is none that the account can see. */
export async function readIssue(call: JiraCall, key: string): Promise<Issue | null> {
  try {
    return await callJira(call, {
      method: 'GET',
      path: `issue/${pathOf(key)}`,
      query: { fields: ISSUE_FIELDS.join(',') },
      answer: Issue,
    });
  } catch (error) {
    if (error instanceof ServiceRefusedError && error.why === 'not-found') return null;
    throw error;
  }
}

export function ticketOf({ config }: Pick<JiraCall, 'config'>, { key, fields }: Issue): Ticket {
  const { href: url } = below(config.site_url ?? config.base_url, `browse/${key}`);
  return { key, url, title: fields.summary ?? '', state: fields.status.name };
}
