import type { Language } from '../../../syntax/language-of.js';
import type { SymbolNode } from '../../types.js';
import type { ContractChange } from '../contract-diff.js';
import type { Face } from '../face-of.js';
import type { PackedFacts } from '../facts/pack-facts.js';
import type { Resolution } from '../resolve-repository.js';

/** A file on its way to the thread; `bytes` are its own, and go over to it. */
export interface SourceFile {
  path: string;
  language: Language;
  bytes: Uint8Array<ArrayBuffer>;
}

/** What the symbol thread is asked. */
export type SymbolRequest =
  /** To read files. */
  | { kind: 'extract'; files: readonly SourceFile[] }
  /**
   * To make a repository known; it stays until it is closed, or the thread breaks. `facts` is the place of its facts
   * file.
   */
  | {
      kind: 'open';
      repository: string;
      facts: string;
      /** Joined by NUL: a hundred thousand strings would hold up the sender. */
      paths: string;
      manifests: readonly (readonly [path: string, text: string])[];
    }
  /** The symbols of files whose facts are there already. */
  | { kind: 'recall'; repository: string; paths: readonly string[] }
  /** What others saw of these files, as far as their facts are there. */
  | { kind: 'faces'; repository: string; paths: readonly string[] }
  /** Which of these files may find something else, once others see something else under these names. */
  | { kind: 'mentioning'; repository: string; paths: readonly string[]; names: readonly string[] }
  | { kind: 'resolve'; repository: string; paths: readonly string[] }
  | { kind: 'close'; repository: string }
  /** What changed for callers between two states of a file. */
  | { kind: 'contracts'; before: SourceFile; after: SourceFile };

export interface ExtractedFile extends PackedFacts {
  path: string;
  symbols: SymbolNode[];
}

/** `ready` comes once, before the first request is sent. */
export type SymbolAnswer =
  | { kind: 'ready' }
  | { kind: 'extracted'; files: ExtractedFile[] }
  | { kind: 'opened' }
  | { kind: 'recalled'; symbols: SymbolNode[] }
  | { kind: 'faced'; faces: ReadonlyMap<string, Face> }
  /** `names`: under which others find something else in these files then, by `namesThrough`. */
  | { kind: 'mentioned'; paths: string[]; names: string[] }
  /** `missing` are files whose facts would be needed. */
  | { kind: 'resolved'; resolution: Resolution; missing: string[] }
  | { kind: 'closed' }
  | { kind: 'compared'; changes: ContractChange[] }
  /** The thread is a new one, and does not know the repository. */
  | { kind: 'unknown' }
  | { kind: 'failed'; reason: string };

interface AnswerKind {
  extract: 'extracted';
  open: 'opened';
  recall: 'recalled' | 'unknown';
  faces: 'faced' | 'unknown';
  mentioning: 'mentioned' | 'unknown';
  resolve: 'resolved' | 'unknown';
  close: 'closed';
  contracts: 'compared';
}

/** What the thread answers to a request, or `failed` when it broke, was late, or ran out of memory. */
export type AnswerTo<Request extends SymbolRequest> = Extract<
  SymbolAnswer,
  { kind: AnswerKind[Request['kind']] | 'failed' }
>;
