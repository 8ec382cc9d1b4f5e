import type { SearchHit } from '../../../snapshot/types.js';
import type { ChangedFile } from '../../types.js';
import type { LookedAt } from './look-at-change.js';
import type { OutlinedFile } from './outline-files.js';
import type { ResolvedUses } from './resolve-uses.js';

/** What was found in the repository beside the change. */
export interface FoundCode {
  looked: ReadonlyMap<string, LookedAt>;
  hits: ReadonlyMap<string, readonly SearchHit[]>;
  counts: ReadonlyMap<string, number>;
  files: ReadonlyMap<string, OutlinedFile>;
  resolved: ResolvedUses;
  /** Test files of a changed file. */
  tests: ReadonlyMap<string, readonly OutlinedFile[]>;
  /** What stands at a place of a hit. */
  roleAt(hit: SearchHit, name: string): 'use' | 'import' | null;
  /** Whether a file imports another one of the repository, as far as that can be told. */
  imports(path: string, other: string): boolean;
  /** What could not be looked at, in words. */
  limits: string[];
}

/** A file that is asked about, or a part of it. */
export interface SeenFile {
  file: ChangedFile;
  looked: LookedAt;
}
