import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { OutboundRefusedError } from './outbound-refused-error.js';
import { untilAborted } from '../../turns/until-aborted.js';

interface AddressRules {
  /** The operator has set it: it is taken as it stands. */
  isTrusted: boolean;
  /** Hosts, as `hostKey` writes them, that may lie anywhere. */
  allowed: ReadonlySet<string>;
  /** The system's, if absent. */
  resolve?: ((host: string) => Promise<readonly string[]>) | undefined;
  isRefused(address: string): boolean;
  signal: AbortSignal;
}

/**
 * Checks an address, and gives a connection to it the addresses that were checked, so that a second answer of the DNS
 * is never asked for. Null: it may lead anywhere. Throws `OutboundRefusedError`, and what `resolve` throws.
 */
export async function checkedLookup(
  url: URL,
  { isTrusted, allowed, resolve = resolveBySystem, isRefused, signal }: AddressRules,
): Promise<LookupFunction | null> {
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new OutboundRefusedError(`${url.protocol} is no address to ask`);
  if (url.username !== '' || url.password !== '')
    throw new OutboundRefusedError(`the address of ${url.host} holds a user or password`);
  const host = hostKey(url.hostname);
  if (isTrusted || allowed.has(host)) return null;
  if (url.protocol !== 'https:') throw new OutboundRefusedError(`${url.host} is asked by https:// only`);
  const addresses = isIP(host) === 0 ? await untilAborted(resolve(host), signal) : [host];
  if (addresses.length === 0 || addresses.some(isRefused))
    throw new OutboundRefusedError(`${url.host} lies in a private network: ALLOWED_PRIVATE_HOSTS names those allowed`);
  const rows = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_, options, done) => {
    const [first] = rows;
    if (options.all === true) done(null, rows);
    else done(null, first?.address ?? '', first?.family);
  };
}

/** As `URL` writes hosts (`2130706433` and `0x7f.1` become `127.0.0.1` there), without brackets and a last dot. */
export function hostKey(host: string): string {
  const plain = host
    .trim()
    .toLowerCase()
    .replaceAll(/^\[|\]$/g, '');
  const written = isIP(plain) === 6 ? `[${plain}]` : plain;
  const url = URL.canParse(`http://${written}`) ? new URL(`http://${written}`).hostname : plain;
  return url.replaceAll(/^\[|\]$/g, '').replace(/\.$/, '');
}

function resolveBySystem(host: string): Promise<readonly string[]> {
  return new Promise((done, fail) => {
    systemLookup(host, { all: true }, (error, found: LookupAddress[]) => {
      if (error) fail(error);
      else done(found.map(({ address }) => address));
    });
  });
}
