/** Of a path, without the dot, lower case; empty: it has none. */
export function extensionOf(path: string): string {
  return /[^/.][^/]*\.([^/.]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
}
