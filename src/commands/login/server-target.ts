import { UsageError, type Env } from '../command-line.js';
import { serverOrigin } from './server-origin.js';
import { readLogin } from './stored-login.js';

/** The server that is asked, with the token for it. */
export interface ServerTarget {
  server: string;
  token: string;
}

/**
 * The server that was named, or where this machine is signed in. The stored token goes to the server that gave it and to
 * no other. Throws UsageError.
 */
export function serverTarget(env: Env, given: string | undefined): ServerTarget {
  const stored = readLogin(env);
  const address = given ?? stored?.server;
  if (address === undefined) throw new UsageError('no server: sign in by `nectr login <server>`, or give --server');
  const server = serverOrigin(address);
  const token = env['NECTR_TOKEN']?.trim() || (stored?.server === server ? stored.token : '');
  if (token === '')
    throw new UsageError(`no token for ${server}: sign in by \`nectr login ${server}\`, or set NECTR_TOKEN`);
  return { server, token };
}
