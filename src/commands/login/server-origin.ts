import { isLoopback } from '../../access/is-loopback.js';
import { UsageError } from '../command-line.js';

/** The origin of a server as somebody types it. Throws UsageError: a token must not cross a network readable. */
export function serverOrigin(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw new UsageError(`a server is an address such as https://nectr.example.com, not ${JSON.stringify(address)}`);
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    throw new UsageError('only a server on this machine is reached by http://: use https://');
  return url.origin;
}
