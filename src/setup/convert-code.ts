import { z } from 'zod';
import { registerSecret } from '../access/redact.js';
import { Problem } from '../api/door/problem.js';
import { startDeadline } from '../turns/start-deadline.js';
import { apiOf } from './addresses.js';
import type { StoredApp } from './stored.js';

const Converted = z.object({
  id: z.int(),
  slug: z.string(),
  name: z.string(),
  owner: z.object({ login: z.string(), type: z.string().optional() }).nullish(),
  client_id: z.string(),
  client_secret: z.string(),
  webhook_secret: z.string().nullable(),
  pem: z.string(),
});

const DEADLINE_MS = 15_000;

/**
 * Gives GitHub the code that it sent somebody back with, and gets the App: its id, its key and its secrets. A code is
 * good once, for an hour. Throws a Problem that says the way out.
 */
export async function convertCode(githubUrl: string, code: string): Promise<StoredApp> {
  const answer = await ask(`${apiOf(githubUrl)}/app-manifests/${encodeURIComponent(code)}/conversions`);
  if (answer.status === 404 || answer.status === 422)
    throw new Problem(
      422,
      'GitHub does not take this code: it is good once, and for an hour. Create the App again; one that was made already stands on GitHub under Developer settings, and can be deleted there.',
    );
  if (answer.status !== 201)
    throw new Problem(
      502,
      `GitHub answered ${answer.status} to the code: look at githubstatus.com, then try the same address again.`,
    );
  const parsed = Converted.safeParse(answer.body);
  if (!parsed.success)
    throw new Problem(502, 'What GitHub sent describes no App: is the address one of GitHub?', { cause: parsed.error });
  const { id, slug, name, client_id, client_secret, webhook_secret, pem, owner = null } = parsed.data;
  for (const secret of [client_secret, pem, webhook_secret ?? '']) registerSecret(secret);
  if (webhook_secret === null)
    throw new Problem(
      422,
      'GitHub made the App without a webhook: say first where this server is reachable, delete that App on GitHub, and create it again.',
    );
  return {
    appId: id,
    privateKey: pem,
    webhookSecret: webhook_secret,
    clientId: client_id,
    clientSecret: client_secret,
    githubUrl,
    slug,
    name,
    owner,
  };
}

async function ask(url: string): Promise<{ status: number; body: unknown }> {
  const { signal, end } = startDeadline(DEADLINE_MS);
  try {
    const headers = { accept: 'application/vnd.github+json', 'user-agent': 'nectr' };
    const response = await fetch(url, { method: 'POST', headers, signal, redirect: 'error' });
    return { status: response.status, body: await response.json().catch(() => null) };
  } catch (cause) {
    const { host } = new URL(url);
    throw new Problem(502, `${host} does not answer this machine: look at its network and proxy, then try again.`, {
      cause,
    });
  } finally {
    end();
  }
}
