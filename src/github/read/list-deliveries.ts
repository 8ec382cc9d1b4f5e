import { z } from 'zod';
import type { Octokit } from '../client/installation-octokit.js';

const Delivery = z.object({
  id: z.int(),
  guid: z.string(),
  delivered_at: z.string(),
  status_code: z.number(),
});

/** One attempt of GitHub to deliver an event; a redelivery keeps the `guid` and gets a new `id`. */
export interface DeliveryAttempt {
  id: number;
  guid: string;
  deliveredAt: Date;
  statusCode: number;
}

const MAX_PAGES = 100;

/** The attempts since a moment, newest first; GitHub keeps three days of them. Uses an `appOctokit`. */
export async function listDeliveries(octokit: Octokit, since: Date): Promise<DeliveryAttempt[]> {
  const attempts: DeliveryAttempt[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const { data, headers } = await octokit.request('GET /app/hook/deliveries', {
      per_page: 100,
      ...(cursor === undefined ? {} : { cursor }),
    });
    const rows = z.array(Delivery).parse(data);
    for (const { id, guid, delivered_at, status_code } of rows) {
      attempts.push({ id, guid, deliveredAt: new Date(delivered_at), statusCode: status_code });
    }
    const last = attempts.at(-1);
    const next = (headers.link ?? '').split(',').find((link) => link.trimEnd().endsWith('rel="next"'));
    cursor = /[?&]cursor=([^&>]{1,500})/.exec(next ?? '')?.[1];
    if (cursor === undefined || rows.length === 0 || (last && last.deliveredAt < since)) break;
    cursor = decodeURIComponent(cursor);
  }
  return attempts.filter(({ deliveredAt }) => deliveredAt >= since);
}

/** Asks GitHub to deliver once more. */
export async function redeliver(octokit: Octokit, attemptId: number): Promise<void> {
  await octokit.request('POST /app/hook/deliveries/{delivery_id}/attempts', { delivery_id: attemptId });
}
