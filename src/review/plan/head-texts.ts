/**
 * The texts of the changed files at the head. They are read when they are asked for, so that only a few of them are in
 * memory, however large the change is.
 */
export interface HeadTexts {
  /** Whether the file can be read. */
  has(path: string): boolean;
  /** Bytes; 0 for a file that is not there. */
  sizeOf(path: string): number;
  /** Null: the file is not there. Throws what the source throws. */
  read(path: string): Promise<string | null>;
}

/** Texts that are in memory anyway, by path. */
export function heldTexts(texts: ReadonlyMap<string, string>): HeadTexts {
  return {
    has: (path) => texts.has(path),
    sizeOf: (path) => texts.get(path)?.length ?? 0,
    read: async (path) => texts.get(path) ?? null,
  };
}

/** Files in groups of which each fits into one window, in their order. A file alone may be larger. */
export function* windowsOf<T extends { path: string }>(
  files: readonly T[],
  { sizeOf }: Pick<HeadTexts, 'sizeOf'>,
  { windowBytes, windowFiles }: { windowBytes: number; windowFiles: number },
): Generator<T[]> {
  let window: T[] = [];
  let bytes = 0;
  for (const file of files) {
    const size = sizeOf(file.path);
    if (window.length > 0 && (bytes + size > windowBytes || window.length >= windowFiles)) {
      yield window;
      [window, bytes] = [[], 0];
    }
    window.push(file);
    bytes += size;
  }
  if (window.length > 0) yield window;
}
