import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { SCOPES } from '../../access/caller.js';
import { OAuthRefusedError } from '../../access/login/errors.js';
import { finishDevice } from '../../access/login/finish-device.js';
import { startDevice } from '../../access/login/start-device.js';
import type { ApiEnv } from '../door/api-env.js';
import { clientAddress } from '../door/client-address.js';
import { wrongFields } from '../door/wrong-fields.js';
import { requireStorable } from '../door/storable.js';
import { knownProblem } from '../door/known-problem.js';
import { openTenant } from '../door/open-tenant.js';
import { Problem } from '../door/problem.js';
import { issueToken } from '../issue-token.js';
import type { SignInPorts } from './create-auth.js';

const TOKEN_DAYS = 90;
/** Anybody may ask, and each question goes to GitHub in the name of the App. */
const MOST_A_MINUTE = 30;
const MINUTE_MS = 60_000;

const Finish = z.strictObject({
  device: z.string().min(1).max(1000),
  /** Such as the name of the machine. */
  name: z
    .string()
    .trim()
    .min(1)
    .max(80)
    .regex(/^[\x20-\x7e]+$/, 'must be letters, digits and signs of ASCII'),
  scopes: z.array(z.enum(SCOPES)).min(1).max(20).default(['read', 'write']),
});

/**
 * How `nectr login` signs in without a browser of its own: GitHub's device flow, carried on by the server, so that
 * GitHub's tokens never reach the machine; what it gets is an API token of the person.
 */
export function deviceRoutes({ source, log, app, secretKeys, readAccess }: SignInPorts): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();
  let begun: number[] = [];
  routes.post('/auth/device', async (context) => {
    begun = begun.filter((at) => at > Date.now() - MINUTE_MS);
    if (begun.length >= MOST_A_MINUTE)
      throw new Problem(429, 'Too many devices sign in at once: try again in a minute.', {
        headers: { 'Retry-After': '60' },
      });
    begun.push(Date.now());
    const { handle, userCode, verificationUri, expiresIn, interval } = await asked(() => startDevice(app, secretKeys));
    return context.json(
      { device: handle, user_code: userCode, verification_uri: verificationUri, expires_in: expiresIn, interval },
      201,
    );
  });
  routes.post('/auth/device/token', async (context) => {
    const { device, name, scopes: wanted } = await readBody(context);
    const finished = await asked(() => finishDevice(source, app, { handle: device, secretKeys }));
    if (finished.state === 'pending') return context.json({ status: 'pending', slower: finished.slower }, 202);
    if (finished.state === 'denied') throw new Problem(403, 'The sign-in was refused on GitHub.');
    if (finished.state === 'expired') throw new Problem(410, 'The code has run out: begin again.');
    const { userId, login } = finished;
    const tenant = openTenant({ source, readAccess }, userId, { readOnly: false });
    const caller = { userId, login, sessionId: null };
    const by = {
      caller,
      via: 'command line',
      ip: clientAddress(context),
      requestId: context.get('requestId'),
    } as const;
    const made = await asked(() => issueToken(tenant, by, { name, scopes: wanted, days: TOKEN_DAYS }));
    log.info({ login, tokenId: made.id, scopes: made.scopes }, 'somebody signed in with a device');
    const { id, token, scopes, expiresAt } = made;
    return context.json({ id, token, login, name: made.name, scopes, expires_at: expiresAt }, 201);
  });
  return routes;
}

async function readBody(context: Context<ApiEnv>): Promise<z.output<typeof Finish>> {
  const given = Finish.safeParse(await context.req.json().catch(() => null));
  if (given.success) {
    requireStorable(given.data);
    return given.data;
  }
  const errors = wrongFields(given.error.issues, 'body');
  throw new Problem(400, 'The body has to be JSON with device and name.', { errors });
}

/** What GitHub says of a device, as a Problem. */
async function asked<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof OAuthRefusedError && error.code === 'device_flow_disabled')
      throw new Problem(
        503,
        'The App allows no sign-in by device: tick "Enable Device Flow" on its settings page, or use `nectr login --token`.',
        { cause: error },
      );
    if (error instanceof OAuthRefusedError)
      throw new Problem(502, `GitHub refused the sign-in: ${error.code}.`, { cause: error });
    throw knownProblem(error) ?? error;
  }
}
