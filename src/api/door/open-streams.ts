/** Live streams of this process: they would hold its stop for as long as it waits for requests under way. */
export interface OpenStreams {
  /** `end` is called when the process stops, or at once if it does already. Returns what forgets the stream. */
  add(end: () => void): () => void;
  endAll(): void;
}

export function createOpenStreams(): OpenStreams {
  const ends = new Set<() => void>();
  let stopping = false;
  return {
    add: (end) => {
      if (stopping) end();
      ends.add(end);
      return () => void ends.delete(end);
    },
    endAll: () => {
      stopping = true;
      for (const end of ends) end();
    },
  };
}
