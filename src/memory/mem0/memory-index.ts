/** What is told of a memory to the index: its text, and by which it is found again. */
export interface IndexedMemory {
  id: string;
  text: string;
  installationId: number;
  /** Null: every repository of the installation. */
  repositoryId: number | null;
  type: string;
}

/**
 * A place outside that finds memories by their meaning: ids come back, and their texts, states and tenants are read
 * here. So that what was deleted or turned stale there, or belongs to somebody else, is never applied.
 */
export interface MemoryIndex {
  /**
   * Adds a memory. Returns the index's id of it. Throws where the index is away, late or answers nonsense, and where it
   * has taken the memory but tells its id later.
   */
  add(memory: IndexedMemory, signal: AbortSignal): Promise<string>;
  /** Removes one; one that is not there is fine. Throws as `add`. */
  remove(indexId: string, signal: AbortSignal): Promise<void>;
  /** Ids of memories (ours) of an installation whose meaning is near the text, best first. Throws as `add`. */
  search(
    asked: { installationId: number; text: string; limit: number },
    signal: AbortSignal,
  ): Promise<{ id: string }[]>;
}

/** What the index has of one memory. */
export interface IndexEntry {
  /** The index's. */
  indexId: string;
  /** Ours; null: what lies there names none. */
  memoryId: string | null;
}

/** A MemoryIndex as whoever keeps it in step needs it. */
export interface KeptIndex extends MemoryIndex {
  /**
   * Everything that the index has of an installation; `whole` is false where there is more than it tells. Throws as
   * `add`.
   */
  list(installationId: number, signal: AbortSignal): Promise<{ entries: IndexEntry[]; whole: boolean }>;
  /** Removes everything of an installation. Throws as `add`. */
  purge(installationId: number, signal: AbortSignal): Promise<void>;
}
