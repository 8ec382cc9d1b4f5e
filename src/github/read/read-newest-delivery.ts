import { z } from 'zod';
import type { Octokit } from '../client/installation-octokit.js';
import { readJson } from '../client/read-json.js';

const Deliveries = z.array(
  z.object({
    id: z.int(),
    event: z.string(),
    action: z.string().nullish(),
    delivered_at: z.coerce.date(),
    status: z.string(),
    status_code: z.number(),
  }),
);

/** What our receiver says of a delivery whose signature is not made with our secret, or that has none. */
const Answer = z.object({ response: z.object({ payload: z.string().nullish() }).nullish() });

/** The last thing that GitHub sent to the App's webhook, and what became of it. */
export interface NewestDelivery {
  /** Such as `pull_request.opened`. */
  event: string;
  at: Date;
  /** Such as `202 OK`. */
  status: string;
  isTaken: boolean;
  /** Whether this server refused it for its signature; something before it may ask for a login with the same status. */
  isMistrusted: boolean;
}

/** With an `appOctokit`; null: GitHub keeps none, which it does for three days. */
export async function readNewestDelivery(octokit: Octokit): Promise<NewestDelivery | null> {
  const [newest] = await readJson(octokit, Deliveries, 'GET /app/hook/deliveries', { per_page: 1 });
  if (newest === undefined) return null;
  const { id, event, action, delivered_at: at, status, status_code: code } = newest;
  const isMistrusted = code === 401 && /signature/i.test(await readAnswer(octokit, id));
  return {
    event: action ? `${event}.${action}` : event,
    at,
    status: `${code} ${status}`,
    isTaken: code >= 200 && code < 300,
    isMistrusted,
  };
}

async function readAnswer(octokit: Octokit, id: number): Promise<string> {
  const route = 'GET /app/hook/deliveries/{delivery_id}';
  const { response } = await readJson(octokit, Answer, route, { delivery_id: id });
  return response?.payload ?? '';
}
