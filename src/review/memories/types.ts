import type { MemoryType } from '../../memory/types.js';

/** Something the team said once, as a review is given it. Its text is untrusted. */
export interface GivenMemory {
  id: string;
  /** `M3` in the prompt, in the summary and in commands. */
  number: number;
  type: MemoryType;
  text: string;
  /** What it applies to; null: no limit in that respect. */
  pathGlob: string | null;
  symbol: string | null;
  rule: string | null;
  /** In every repository of the installation. */
  isEverywhere: boolean;
  /** Where it comes from, such as `comment by dora` or `AGENTS.md:12`. */
  source: string;
  link: string | null;
}

export interface RecalledMemories {
  /** What the model is told, best first. */
  told: GivenMemory[];
  /** All about a rule that may cover the change, told or not: what the rules find is compared with them. */
  ruled: GivenMemory[];
}

/** A memory that a review has used. */
export interface AppliedMemory extends Pick<GivenMemory, 'id' | 'number' | 'text' | 'source' | 'link'> {
  /** Findings that were not told because of it; 0: it was only taken into account. */
  silenced: number;
}
