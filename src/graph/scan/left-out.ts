/** Paths that are named of each reason. */
const NAMED = 5;
/** Some come out of the parser. */
const MOST_REASONS = 30;

/** What a scan could not take in, or not whole, and why; stored with it. */
export interface LeftOut {
  reason: string;
  files: number;
  /** The first ones. */
  such: string[];
}

export interface LeftOutList {
  add(reason: string, path: string, files?: number): void;
  list(): LeftOut[];
}

/** Collects what is left out, by reason. */
export function createLeftOut(): LeftOutList {
  const reasons = new Map<string, LeftOut>();
  return {
    add: (given, path, files = 1) => {
      const reason = reasons.has(given) || reasons.size < MOST_REASONS ? given : 'other reasons';
      const known = reasons.get(reason) ?? { reason, files: 0, such: [] };
      known.files += files;
      if (known.such.length < NAMED) known.such.push(path.slice(0, 200));
      reasons.set(reason, known);
    },
    list: () => [...reasons.values()],
  };
}
