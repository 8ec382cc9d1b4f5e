import { isLoopback } from '../access/is-loopback.js';
import { Problem } from '../api/door/problem.js';
import { whyNoValue } from '../why-no-value.js';

/** GitHub's public service. */
export const GITHUB = 'https://github.com';

/**
 * Where people and GitHub reach this server, as somebody typed it: an origin. Encrypted, or on this machine only: no
 * browser keeps a session of another. Throws a Problem that says what to write instead.
 */
export function publicAddress(given: string): { url: string; isLocal: boolean } {
  const url = originOf(given, 'such as https://nectr.example.com');
  const isLocal = isLoopback(url.hostname);
  if (url.protocol !== 'https:' && !isLocal)
    throw new Problem(
      422,
      'It must begin with https://: over http:// the sign-in and the deliveries would cross the network readable. Put a proxy with a certificate before this server, or make a channel.',
    );
  return { url: url.origin, isLocal };
}

/** Of GitHub's pages: https://github.com, or the address of an Enterprise Server. Throws a Problem. */
export function githubAddress(given: string): string {
  const { protocol, host, hostname, origin } = originOf(given, 'such as https://github.example.com');
  if (host === 'api.github.com' || host === 'www.github.com') return GITHUB;
  if (protocol !== 'https:' && !isLoopback(hostname))
    throw new Problem(422, 'It must begin with https://: the key of the App comes from there.');
  return origin;
}

/** Of the REST API behind these pages. */
export function apiOf(githubUrl: string): string {
  return githubUrl === GITHUB ? 'https://api.github.com' : `${githubUrl}/api/v3`;
}

function originOf(given: string, example: string): URL {
  const text = given.trim();
  const whole = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  const url = URL.canParse(whole) ? new URL(whole) : null;
  if (url === null || url.hostname === '' || url.username !== '' || url.password !== '')
    throw new Problem(422, `This is no address: write one ${example}.`);
  // The configuration would refuse it, after it was stored.
  if ([url.origin, url.host].some((each) => whyNoValue(each, { secret: false }) !== null))
    throw new Problem(422, 'This is our example: write an address of your own.');
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    throw new Problem(422, `Leave out what comes after the host: write it ${example}.`);
  return url;
}
