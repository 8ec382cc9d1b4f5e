import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { Context } from 'hono';
import { isPrivateAddress } from '../../access/outbound/is-private-address.js';

/**
 * Where a request comes from: the address of its connection; behind a proxy in our own network what that proxy saw, the
 * last entry of `X-Forwarded-For` (those before it are told by whoever asks). Null: there is no connection.
 */
export function clientAddress({ env, req }: Context): string | null {
  const { incoming } = (env ?? {}) as { incoming?: IncomingMessage };
  const remote = incoming?.socket.remoteAddress ?? null;
  const forwarded = req.header('X-Forwarded-For')?.split(',').at(-1)?.trim() ?? '';
  const told = isIP(forwarded) === 0 ? null : forwarded;
  return remote !== null && told !== null && isPrivateAddress(remote) ? told : remote;
}
