export interface SnapshotFile {
  path: string;
  /** Bytes. */
  size: number;
}

export interface SearchHit {
  path: string;
  /** 1-based. */
  line: number;
  text: string;
}

/** A file that is not in a snapshot. */
export interface Omitted {
  path: string;
  reason: string;
  /** It has no contents to be read: a symbolic link. */
  isLink?: boolean | undefined;
  /** Bytes, of a file that is there and that only a cap left out. */
  size?: number | undefined;
  /** How many this one stands for, of those that are not named; one unless told. */
  files?: number | undefined;
}

/** The contents of one repository at one SHA. Read-only; nothing in it is ever executed. */
export interface Snapshot {
  sha: string;
  /** What a cap left out, for the coverage statement; empty when everything was read. */
  omitted: Omitted[];
  /** The same list each time: it may be long. */
  list(): readonly SnapshotFile[];
  /** Bytes of a file, or null if the path does not exist (or was omitted). */
  sizeOf(path: string): number | null;
  /** Raw bytes, or null if the path does not exist (or was omitted); the first `most` of them. */
  readFile(path: string, most?: number): Promise<Buffer | null>;
  /**
   * Plain substring search (no regular expression) in the files whose path begins with `prefix`, at most `limit` hits.
   */
  search(text: string, options?: { limit?: number; prefix?: string }): Promise<SearchHit[]>;
}

export interface FileContents extends SnapshotFile {
  /** Good until the next piece is asked for. Null: the file is larger than was asked for. */
  bytes: Buffer | null;
}

/** A snapshot that lies on this machine's disk. */
export interface StoredSnapshot extends Snapshot {
  /** Where it lies; what is made out of it may lie there too, and goes with it. */
  folder: string;
  /**
   * All files with their contents, in pieces, one after the other through one buffer; those over `largest` bytes
   * without.
   */
  readAll(largest: number): AsyncIterable<readonly FileContents[]>;
}
