import { z } from 'zod';
import { isLoopback } from '../../access/is-loopback.js';

const LONGEST = 2000;

/**
 * An address of a service: https, or http on this machine itself, without a user and password in it. `isOwn` tells
 * whether it is one of the service, and `hint` how such a one looks. An address may be a secret: no message repeats it.
 */
export function serviceAddress(hint: string, isOwn: (url: URL) => boolean = () => true) {
  return z
    .string()
    .max(LONGEST, `is longer than ${LONGEST} characters`)
    .refine(isSafe, 'has to be an address that begins with https://, without a user and password in it')
    .refine((text) => !URL.canParse(text) || isOwn(new URL(text)), hint);
}

/** Where a service is asked: its own address unless the configuration names another one. */
export function baseUrl(standard: string) {
  return serviceAddress('has no query and no fragment', ({ search, hash }) => search === '' && hash === '')
    .default(standard)
    .describe(`Address of the service, ${standard} unless you run your own or go through a proxy`);
}

/** The address of `path` (without a slash at its beginning) below a base address. */
export function below(base: string, path: string): URL {
  return new URL(`${base.replace(/\/+$/, '')}/${path}`);
}

function isSafe(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}
