const LONGEST = 1000;
/** Encoded slashes, backslashes, dots and control characters: whoever decodes once more reads another address. */
const ENCODED = /%(?:2f|5c|2e|0\d|0[a-f]|1\d|1[a-f]|7f)/i;

/**
 * Where a person goes after signing in: a path of our own pages, or `/` for everything else (threat list S20: an open
 * redirect). Only plain paths pass: no second slash in a row, no backslash, no dot segment, nothing of it encoded.
 */
export function returnPath(given: string | null | undefined): string {
  if (given === null || given === undefined || given.length > LONGEST) return '/';
  if (!/^\/[\x21-\x7e]*$/.test(given)) return '/';
  const [path = ''] = given.split(/[?#]/);
  if (/[\\@]|\/\/|\/\.{1,2}(?:\/|$)/.test(path) || given.includes('\\') || ENCODED.test(path)) return '/';
  // The routes themselves are no pages: a sign-in that leads to a sign-in has no end.
  return /^\/(?:auth|api)(?:\/|$)/i.test(path) ? '/' : given;
}
