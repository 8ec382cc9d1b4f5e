import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiPorts } from '../ports.js';

const DEADLINE_MS = 1000;

/**
 * Whether somebody who is signed in administers any installation; a token needs the scope, too. Fails closed: whoever
 * cannot be known in a second is nobody.
 */
export async function isAdministrator(
  ports: Pick<ApiPorts, 'authenticate' | 'readAccess'>,
  request: Request,
): Promise<boolean> {
  const late = new AbortController();
  const timeout = sleep(DEADLINE_MS, false, { signal: late.signal }).catch(() => false);
  try {
    return await Promise.race([ask(ports, request).catch(() => false), timeout]);
  } finally {
    late.abort();
  }
}

async function ask(
  { authenticate, readAccess }: Pick<ApiPorts, 'authenticate' | 'readAccess'>,
  request: Request,
): Promise<boolean> {
  if (!request.headers.has('authorization') && !request.headers.has('cookie')) return false;
  const authenticated = await authenticate(request);
  if (authenticated === null || !authenticated.caller.scopes.has('admin')) return false;
  const { installations } = await readAccess(authenticated.caller.userId);
  return installations.some(({ role }) => role === 'admin');
}
