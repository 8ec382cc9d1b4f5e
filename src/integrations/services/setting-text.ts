import { z } from 'zod';

/** The address of a service, with or without a last slash; paths are put behind it by `at`. */
export function serviceAddress(standard: string) {
  return z
    .url({ protocol: /^https?$/, error: 'must be an address that begins with https://' })
    .refine((url) => {
      const { username, password, search, hash } = new URL(url);
      return username + password + search + hash === '';
    }, 'must not hold a user, a password, ? or #')
    .default(standard);
}

/** A path of a service whose address is `base`. */
export function at(base: string, path: string): string {
  return base.replace(/\/+$/, '') + path;
}

/**
 * A credential that is sent as it stands: visible ASCII, or an HTTP header could not hold it, and the error that says so
 * would show it.
 */
export function credential(name: string, { min = 1, max = 500 }: { min?: number; max?: number } = {}) {
  return z
    .string(`${name} is missing`)
    .min(min, min === 1 ? `${name} is missing` : `${name} has at least ${min} characters`)
    .max(max, `${name} has at most ${max} characters`)
    .regex(/^[\x21-\x7e]*$/, `${name} must not hold spaces, line ends or characters beyond ASCII`);
}
