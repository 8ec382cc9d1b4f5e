/** What a file system takes at most, in UTF-16 code units; longer ones only cost memory. */
const LONGEST = 4096;

/**
 * The path of an archive entry below its first folder, or null if it is none we keep: outside of the repository,
 * absolute, with a NUL or backslash, too long, or not the bytes of a UTF-8 text. Nothing is ever written under this
 * name.
 */
export function safePath(name: string): string | null {
  if (name.length > LONGEST) return null;
  if (name.startsWith('/') || /[\0\\]/.test(name) || name.includes('\uFFFD')) return null;
  const [, ...parts] = name.split('/');
  if (parts.length === 0 || parts.some((part) => part === '' || part === '.' || part === '..')) return null;
  return parts.join('/');
}
