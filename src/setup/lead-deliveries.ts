import type { DataSource } from 'typeorm';
import { appOctokit } from '../github/client/app-octokit.js';
import { listDeliveries, redeliver } from '../github/read/list-deliveries.js';
import { neverReceived } from '../inbox/reconcile-deliveries.js';
import { apiOf } from './addresses.js';
import type { StoredApp } from './stored.js';

const HOUR_MS = 3_600_000;
const MOST_ASKED = 20;

/** Tells GitHub where it delivers from now on. Throws as GitHub's adapter does. */
export async function moveHook(app: StoredApp, url: string): Promise<void> {
  await asApp(app).request('PATCH /app/hook/config', {
    url,
    content_type: 'json',
    insecure_ssl: '0',
    secret: app.webhookSecret,
  });
}

/**
 * Asks GitHub once more for what it sent in the last hour and never came here; the first ping is one of it. A channel
 * takes what nobody listens for, too: what GitHub calls delivered need not be. How many.
 */
export async function deliverAgain(
  app: StoredApp,
  source: Pick<DataSource, 'query'>,
  now = new Date(),
): Promise<number> {
  const octokit = asApp(app);
  const attempts = await listDeliveries(octokit, new Date(now.getTime() - HOUR_MS));
  const newest = [...new Map(attempts.toReversed().map((attempt) => [attempt.guid, attempt])).values()];
  const missing = (await neverReceived(source, newest)).slice(-MOST_ASKED);
  for (const { id } of missing) await redeliver(octokit, id);
  return missing.length;
}

function asApp({ appId, privateKey, githubUrl }: StoredApp) {
  return appOctokit({ appId, privateKey, baseUrl: apiOf(githubUrl), pace: null, retryDelayMs: 200 });
}
