import type { Access } from './access.js';

/** An answer of GitHub that is kept. */
export interface KeptAccess {
  access: Access;
  /** What it depends on, and our ids of the installations whose versions those are; see `readVersions`. */
  versions: string;
  installationIds: readonly number[];
  /** When it was asked for, in milliseconds of the process's clock that never goes back. */
  at: number;
}

export interface AccessCacheLimits {
  people: number;
  /** Of all people together. */
  repositories: number;
}

/** Answers by `users.id`; the least recently used ones go first when there are too many. */
export class AccessCache {
  readonly #kept = new Map<number, KeptAccess>();
  readonly #limits: AccessCacheLimits;
  #repositories = 0;

  constructor(limits: AccessCacheLimits) {
    this.#limits = limits;
  }

  get(userId: number): KeptAccess | undefined {
    const kept = this.#kept.get(userId);
    if (kept === undefined) return undefined;
    this.#kept.delete(userId);
    this.#kept.set(userId, kept);
    return kept;
  }

  set(userId: number, kept: KeptAccess): void {
    this.delete(userId);
    this.#kept.set(userId, kept);
    this.#repositories += sizeOf(kept);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= this.#limits.people && this.#repositories <= this.#limits.repositories) return;
      this.delete(oldest);
    }
  }

  delete(userId: number): void {
    const kept = this.#kept.get(userId);
    if (kept === undefined) return;
    this.#kept.delete(userId);
    this.#repositories -= sizeOf(kept);
  }
}

function sizeOf({ access }: KeptAccess): number {
  return access.installations.reduce((sum, { repositories }) => sum + repositories.length, 0);
}
