/** What keeps Mem0 from being of use. */
export type Mem0Trouble =
  | 'away'
  | 'silent'
  | 'strange'
  | 'large'
  | 'key'
  | 'open'
  | 'unknown'
  | 'limited'
  | 'pending'
  | 'refused'
  | 'gone';

/** These are about one memory: the server works. */
const OF_ONE: ReadonlySet<Mem0Trouble> = new Set(['pending', 'refused', 'gone']);

/** Whether the next memory may well be taken. */
export function isOfOne(trouble: Mem0Trouble): boolean {
  return OF_ONE.has(trouble);
}

const SAID: Readonly<Record<Mem0Trouble, string>> = {
  away: 'Mem0 cannot be reached: does it run, and is MEM0_HOST right?',
  silent: 'Mem0 does not answer in time',
  strange: 'what MEM0_HOST answers is no answer of Mem0',
  large: 'the answer of Mem0 is too large',
  key: 'Mem0 does not accept MEM0_API_KEY',
  open: 'Mem0 answers without a key, so that whoever reaches it reads and changes everything: it is not used',
  unknown: 'what runs at MEM0_HOST is neither the Mem0 platform nor its open-source server',
  limited: 'Mem0 asks to wait: a limit or the quota of the account is reached',
  pending: 'Mem0 has taken the memory, but has not stored it yet',
  refused: 'Mem0 does not accept what it is given',
  gone: 'Mem0 does not have it',
};

/** Mem0 is away, late, refuses or answers nonsense. Neither the key nor anything of its answer stands in it. */
export class Mem0Error extends Error {
  override readonly name = 'Mem0Error';

  constructor(
    readonly trouble: Mem0Trouble,
    { status = null, retryMs = null, cause }: { status?: number | null; retryMs?: number | null; cause?: unknown } = {},
  ) {
    super(status === null ? SAID[trouble] : `${SAID[trouble]} (status ${status})`, { cause });
    this.status = status ?? undefined;
    this.retryMs = retryMs;
  }

  /** Of HTTP. */
  readonly status: number | undefined;
  /** When it may be asked again; null: Mem0 does not say. */
  readonly retryMs: number | null;
}
