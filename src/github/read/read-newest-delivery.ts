import { z } from 'zod';
import type { Octokit } from '../client/installation-octokit.js';
import { readJson } from '../client/read-json.js';

const Deliveries = z.array(
  z.object({
    event: z.string(),
    action: z.string().nullish(),
    delivered_at: z.coerce.date(),
    status: z.string(),
    status_code: z.number(),
  }),
);

/** The last thing that GitHub sent to the App's webhook, and what became of it. */
export interface NewestDelivery {
  /** Such as `pull_request.opened`. */
  event: string;
  at: Date;
  /** Such as `202 OK`. */
  status: string;
  isTaken: boolean;
}

/** With an `appOctokit`; null: GitHub keeps none, which it does for three days. */
export async function readNewestDelivery(octokit: Octokit): Promise<NewestDelivery | null> {
  const [newest] = await readJson(octokit, Deliveries, 'GET /app/hook/deliveries', { per_page: 1 });
  if (newest === undefined) return null;
  const { event, action, delivered_at: at, status, status_code: code } = newest;
  return {
    event: action ? `${event}.${action}` : event,
    at,
    status: `${code} ${status}`,
    isTaken: code >= 200 && code < 300,
  };
}
