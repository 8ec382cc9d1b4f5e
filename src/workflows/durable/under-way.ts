/** Which workflows this process runs, so that it can tell what it was given without hearing of it (fault C13). */
export class UnderWay {
  /** When each ended, by `performance.now()`; null while it runs. */
  private readonly known = new Map<string, number | null>();
  private before: ReadonlySet<string> = new Set();

  /** `silenceMs`: so long the engine may take to record the end of a workflow. */
  constructor(private readonly silenceMs: number) {}

  /** Runs `work` as the workflow `id`; passes on what it returns or throws. */
  async during<T>(id: string, work: () => Promise<T>): Promise<T> {
    this.known.set(id, null);
    try {
      return await work();
    } finally {
      this.known.set(id, performance.now());
    }
  }

  /**
   * Which of `ids`, held by this process by the record, it never heard of. Only what two looks in a row find counts: a
   * process that was starved looks before it hears what came meanwhile.
   */
  unheard(ids: readonly string[]): string[] {
    for (const [id, endedAt] of this.known) {
      if (endedAt !== null && performance.now() - endedAt > this.silenceMs) this.known.delete(id);
    }
    const now = new Set(ids.filter((id) => !this.known.has(id)));
    const twice = [...now].filter((id) => this.before.has(id));
    this.before = now;
    return twice;
  }
}
