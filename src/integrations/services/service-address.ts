import { z } from 'zod';
import { isLoopback } from '../../access/is-loopback.js';

const LONGEST = 2000;
/** In JSON schemas: forms have one line for it, as long as it may be. */
const ADDRESS = { format: 'uri' };
const BASE =
  'has to be an address that begins with https:// (http:// only of hosts that ALLOWED_PRIVATE_HOSTS names), without a user, a password, ? and #';

/**
 * The address of a webhook of a service: https, or http on this machine itself, without a user and password in it.
 * `isOwn` tells whether it is one of the service, and `hint` how such a one looks. It is a secret: no message repeats it.
 */
export function webhookAddress(hint: string, isOwn: (url: URL) => boolean) {
  return z
    .string()
    .max(LONGEST, `is longer than ${LONGEST} characters`)
    .meta(ADDRESS)
    .refine(isSafe, 'has to be an address that begins with https://, without a user and password in it')
    .refine((text) => !URL.canParse(text) || isOwn(new URL(text)), hint);
}

/**
 * Where a service is asked, below which its paths lie (`below`). Whether it may be asked there by http, or at all, is
 * looked at where it is given and where it is used: it is the operator's choice, and no matter of the schema.
 */
export function baseAddress(hint = BASE) {
  return z
    .string(hint)
    .max(LONGEST, hint)
    .meta(ADDRESS)
    .refine(isBase, hint)
    .overwrite((given) => given.replace(/\/+$/, ''));
}

/** The same, where the service has an address of its own: that one unless the configuration names another. */
export function baseUrl(standard: string) {
  return baseAddress()
    .default(standard)
    .describe(`Address of the service, ${standard} unless you run your own or go through a proxy`);
}

/** The address of `path` (without a slash at its beginning) below a base address. */
export function below(base: string, path: string): URL {
  return new URL(`${base}/${path}`);
}

function isBase(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && username + password === '' && !/[?#]/.test(text);
}

function isSafe(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}
