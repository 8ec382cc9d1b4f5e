import { z } from 'zod';

/** In the JSON schema of a credential: it is no secret by itself, and forms show it as it is typed. */
export const NO_SECRET = { 'x-secret': false };

/**
 * A credential that is sent as it stands: visible ASCII, or an HTTP header could not hold it, and the error that says so
 * would show it. `name`: what it is, as a sentence begins.
 */
export function credential(name: string, { min = 1, max = 4096 }: { min?: number; max?: number } = {}) {
  return z
    .string(`${name} is missing`)
    .min(min, min === 1 ? `${name} is missing` : `${name} has at least ${min} characters`)
    .max(max, `${name} has at most ${max} characters`)
    .regex(/^[\x21-\x7e]*$/, `${name} must not hold spaces, line ends or characters beyond ASCII`);
}
