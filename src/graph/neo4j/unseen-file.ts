/** The properties of a file that is known by its name only: what no scan has seen. */
export function unseenFile(path: string): Record<string, unknown> {
  return { extension: extensionOf(path), size: 0, is_test: false, is_generated: false };
}

function extensionOf(path: string): string {
  return /[^/.][^/]*\.([^/.]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
}
