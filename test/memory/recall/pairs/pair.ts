import type { MemoryType } from '../../../../src/memory/types.js';

/** Something that was said, with what it applies to. */
export interface Said {
  text: string;
  /** Path glob. */
  in?: string;
  symbol?: string;
  rule?: string;
  type?: Exclude<MemoryType, 'dismissal'>;
  /** Set: it is kept for another repository, or has run out. */
  gone?: 'other repository' | 'run out';
}

/** A change (or words that a tool is asked with), the memory that applies to it, and others that do not. */
export interface Pair {
  name: string;
  title: string;
  body?: string;
  /** Added lines by path. */
  files: Readonly<Record<string, readonly string[]>>;
  /** Set: the tool is asked with these words instead. */
  words?: string;
  right: Said;
  wrong: readonly Said[];
}
