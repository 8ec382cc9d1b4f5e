/** What a file system takes at most, in UTF-16 code units; longer ones only cost memory. */
const LONGEST = 4096;
const FORBIDDEN = /[\0\\\uFFFD]/;
/** A part that is empty, `.` or `..`. */
const ODD_PART = /(?:^|\/)\.{0,2}(?:\/|$)/;

/**
 * The path of an archive entry below its first folder, or null if it is none we keep: outside of the repository,
 * absolute, with a NUL or backslash, too long, or not the bytes of a UTF-8 text. Nothing is ever written under this
 * name.
 */
export function safePath(name: string): string | null {
  const start = name.indexOf('/');
  if (start <= 0 || name.length > LONGEST || FORBIDDEN.test(name.slice(0, start))) return null;
  const path = name.slice(start + 1);
  return isSafePath(path) ? path : null;
}

/** The same of a path as it stands in a repository. */
export function isSafePath(path: string): boolean {
  return path.length <= LONGEST && !FORBIDDEN.test(path) && !ODD_PART.test(path);
}
