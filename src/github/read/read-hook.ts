import { z } from 'zod';
import type { Octokit } from '../client/installation-octokit.js';
import { readJson } from '../client/read-json.js';

const Hook = z.object({
  url: z.string().nullish(),
  content_type: z.string().nullish(),
  insecure_ssl: z.union([z.string(), z.number()]).nullish(),
});

/** Where GitHub sends the deliveries of our App, and how. */
export interface AppHook {
  /** Null: nowhere. */
  url: string | null;
  contentType: string | null;
  /** Whether GitHub checks the certificate of our address. */
  checksCertificate: boolean;
}

/** The webhook of the App, with an `appOctokit`: https://docs.github.com/rest/apps/webhooks */
export async function readHook(octokit: Octokit): Promise<AppHook> {
  const { url, content_type, insecure_ssl } = await readJson(octokit, Hook, 'GET /app/hook/config', {});
  return { url: url || null, contentType: content_type ?? null, checksCertificate: String(insecure_ssl ?? 0) === '0' };
}
