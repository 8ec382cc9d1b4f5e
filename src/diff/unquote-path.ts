const ESCAPES: Record<string, number> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, '\\': 92 };

/**
 * A path as git prints it (`core.quotePath`): C-style quotes with octal bytes become UTF-8; an unquoted one is itself.
 */
export function unquotePath(path: string): string {
  if (!path.startsWith('"') || !path.endsWith('"') || path.length < 2) return path;
  const bytes: Buffer[] = [];
  const pattern = /\\([0-7]{3})|\\(.)|([^\\]+)/gsu;
  for (const [, octal, escape, plain] of path.slice(1, -1).matchAll(pattern)) {
    if (octal !== undefined) bytes.push(Buffer.from([Number.parseInt(octal, 8)]));
    else if (escape !== undefined) bytes.push(Buffer.from([ESCAPES[escape] ?? escape.charCodeAt(0)]));
    else bytes.push(Buffer.from(plain ?? ''));
  }
  return Buffer.concat(bytes).toString();
}
