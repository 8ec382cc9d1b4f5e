import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Scope } from '../../access/caller.js';
import { askServer, ServerError } from './ask-server.js';

const SLOWER_SECONDS = 5;
const Begun = z.object({
  device: z.string(),
  user_code: z.string(),
  verification_uri: z.url(),
  expires_in: z.number(),
  interval: z.number(),
});
const Pending = z.object({ status: z.literal('pending'), slower: z.boolean() });
const Done = z.object({ token: z.string(), login: z.string(), scopes: z.array(z.string()), expires_at: z.string() });

/**
 * Signs in by a code that the person types on GitHub's page; the server asks GitHub and gives a token of ours. `say`
 * hears what the person has to do. Throws ServerError.
 */
export async function deviceLogin(
  server: string,
  { name, scopes, say }: { name: string; scopes: readonly Scope[]; say(text: string): void },
): Promise<z.output<typeof Done>> {
  const begun = Begun.parse((await askServer(server, '/auth/device', { method: 'POST', body: {} })).body);
  say(`Open ${begun.verification_uri} and type ${begun.user_code}`);
  const end = Date.now() + begun.expires_in * 1000;
  for (let { interval } = begun; Date.now() < end;) {
    await sleep(interval * 1000);
    const body = { device: begun.device, name, scopes };
    const answer = await askServer(server, '/auth/device/token', { method: 'POST', body });
    const pending = Pending.safeParse(answer.body);
    if (!pending.success) return Done.parse(answer.body);
    if (pending.data.slower) interval += SLOWER_SECONDS;
  }
  throw new ServerError('The code has run out: begin again.');
}
