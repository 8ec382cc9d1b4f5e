import { connect, type Socket } from 'node:net';
import { checkedLookup, hostKey } from '../../access/outbound/checked-lookup.js';
import { isPrivateAddress } from '../../access/outbound/is-private-address.js';

export interface Destination {
  host: string;
  port: number;
  /** Hosts that may lie in a private network. */
  allowed: readonly string[];
}

/**
 * A connection to a host whose addresses are all public, or which is allowed: to one of the addresses that were
 * checked. Throws OutboundRefusedError, and what the name's lookup or the connection fails with.
 */
export async function connectChecked({ host, port, allowed }: Destination, signal: AbortSignal): Promise<Socket> {
  const isAddress = host.includes(':');
  // The rules of all that is asked; what is spoken there is no matter to them.
  const lookup = await checkedLookup(new URL(`https://${isAddress ? `[${host}]` : host}:${port}`), {
    isTrusted: false,
    allowed: new Set(allowed.map(hostKey)),
    isRefused: isPrivateAddress,
    signal,
  });
  const socket = connect({ host, port, signal, autoSelectFamily: true, ...(lookup !== null && { lookup }) });
  await new Promise<void>((done, fail) => {
    socket.once('connect', done);
    socket.once('error', fail);
  });
  return socket;
}

/** Whether it leads to this very machine. */
export function isToThisMachine({ remoteAddress = '' }: Socket): boolean {
  return /^(?:::1|(?:::ffff:)?127\.\d+\.\d+\.\d+)$/.test(remoteAddress);
}
