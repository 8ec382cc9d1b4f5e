/** What kinds of things are remembered (memory.md). */
export const MEMORY_TYPES = [
  'project_pattern',
  'decision',
  'developer_pattern',
  'developer_strength',
  'risk_module',
  'contributor_profile',
  'project_map',
  'project_rule',
  'dismissal',
] as const;
export type MemoryType = (typeof MEMORY_TYPES)[number];

/** They are about a person: only that person sees them, and an installation can switch them off. */
export const DEVELOPER_TYPES = ['developer_pattern', 'developer_strength', 'contributor_profile'] as const;

/** Whether memories of this type are about a person. */
export function isAboutPerson(type: MemoryType): boolean {
  return (DEVELOPER_TYPES as readonly MemoryType[]).includes(type);
}

/**
 * `candidate`: proposed, applied nowhere. `active`: applied. `stale`: its source changed. `disabled`: by people.
 * `deleted`: can be brought back for 30 days.
 */
export const MEMORY_STATES = ['candidate', 'active', 'stale', 'disabled', 'deleted'] as const;
export type MemoryState = (typeof MEMORY_STATES)[number];

export const MEMORY_SOURCES = ['comment', 'review', 'file', 'api', 'import'] as const;
export type MemorySourceKind = (typeof MEMORY_SOURCES)[number];

/** Of a memory's text, in characters. */
export const LONGEST_TEXT = 600;

export interface Person {
  id: number;
  login: string;
}

/** What a memory applies to; null: no limit in that respect. */
export interface MemoryScope {
  /** Null: every repository of the installation. */
  repositoryId: number | null;
  pathGlob: string | null;
  symbol: string | null;
  /** The id of a rule, such as `js/eval`. */
  rule: string | null;
  /** Whom it is about. */
  developer: Person | null;
}

/** Where a memory comes from. */
export interface MemorySource {
  kind: MemorySourceKind;
  /** The same one adds no second memory: a comment within its pull request, an entry within its repository. */
  key: string | null;
  link: string | null;
  /** The file that says it, and the first line there. */
  path: string | null;
  line: number | null;
  /** Word for word. */
  quote: string | null;
  /** Of the text, or the contract hash of the symbol; another one makes the memory stale. */
  sha256: string | null;
  /** Where it was said. */
  pullRequestId: string | null;
}

/** A memory as code handles it. */
export interface Memory {
  id: string;
  installationId: number;
  /** `M3` in commands and pages. */
  number: number;
  type: MemoryType;
  /** Of a dismissal: what the person added, '' if nothing. */
  text: string;
  state: MemoryState;
  stateReason: string | null;
  stateChangedAt: Date;
  scope: MemoryScope;
  source: MemorySource;
  /** Null: code found it, or a model. */
  author: Person | null;
  /** 0 to 1. */
  confidence: number;
  /** Independent ones that speak for it. */
  signals: number;
  usedCount: number;
  lastUsedAt: Date | null;
  expiresAt: Date | null;
  mem0Id: string | null;
  /** Null: it is no dismissal. */
  dismissal: MemoryDismissal | null;
  createdAt: Date;
}

/** What only a dismissal has. */
export interface MemoryDismissal {
  reach: 'finding' | 'file' | 'repository';
  reason: string;
  /** One file; null where it reaches further. */
  path: string | null;
  /** Number of the finding it was said about. */
  handle: number;
}
