import type { StoredSnapshot } from '../../snapshot/types.js';
import type { Face } from '../symbols/face-of.js';
import { readManifests } from '../symbols/modules/read-manifests.js';
import type { Resolution } from '../symbols/resolve-repository.js';
import type { AnswerTo, SymbolRequest } from '../symbols/thread/requests.js';
import type { SymbolAsker } from '../symbols/thread/symbol-thread.js';
import type { SymbolNode } from '../types.js';
import type { LeftOutList } from './left-out.js';

const UNREAD_MANIFEST = 'it says where imports lead, and is too large or one of too many to be read';
const BROKEN_MANIFEST = 'it says where imports lead, and is no JSON';
const LONGEST_REASON = 120;

type Known = Extract<SymbolRequest, { kind: 'resolve' | 'recall' | 'faces' | 'mentioning' }>;

/** Asks the symbol thread about one repository. What breaks the thread on a file costs that file, and is told. */
export interface Resolver {
  /** The symbols of files whose facts are there; null: they have to be read again. */
  recall(paths: readonly string[]): Promise<SymbolNode[] | null>;
  /** What others see of files whose facts are there. */
  faces(paths: readonly string[]): Promise<ReadonlyMap<string, Face>>;
  /**
   * Which of these files may find something else, once others see something else under `names`, and under which names
   * others do so in them. Null: it was not found out.
   */
  mentioning(
    paths: readonly string[],
    names: ReadonlySet<string>,
  ): Promise<{ paths: readonly string[]; names: readonly string[] } | null>;
  /** What begins in these files, in one answer for each few of them. `missing`: files whose facts would be needed. */
  resolve(paths: readonly string[]): Promise<{ resolution: Resolution; missing: string[] }[]>;
  close(): Promise<void>;
}

/** Makes a repository known to the thread by its facts file, all its paths and its manifests. */
export async function openResolver(
  symbols: SymbolAsker,
  {
    name,
    turn,
    snapshot,
    facts,
    leftOut,
  }: {
    /** Of nobody else. */
    name: string;
    turn: number;
    snapshot: StoredSnapshot;
    /** Path of the facts file. */
    facts: string;
    leftOut: LeftOutList;
  },
): Promise<Resolver> {
  const { texts, unread, broken } = await readManifests(snapshot);
  for (const path of unread) leftOut.add(UNREAD_MANIFEST, path);
  for (const path of broken) leftOut.add(BROKEN_MANIFEST, path);
  const manifests = [...texts];

  async function ask(request: Known): Promise<AnswerTo<Known>> {
    const answer = await symbols.ask(turn, request);
    if (answer.kind !== 'unknown') return answer;
    const paths = snapshot.list().map(({ path }) => path);
    const open = { kind: 'open', repository: name, facts, paths: paths.join('\0'), manifests } as const;
    const opened = await symbols.ask(turn, open);
    return opened.kind === 'failed' ? opened : symbols.ask(turn, request);
  }

  async function resolve(paths: readonly string[]): ReturnType<Resolver['resolve']> {
    const answer = await ask({ kind: 'resolve', repository: name, paths });
    if (answer.kind === 'resolved') return [answer];
    if (paths.length > 1) {
      const alone: Awaited<ReturnType<Resolver['resolve']>> = [];
      for (const path of paths) alone.push(...(await resolve([path])));
      return alone;
    }
    const why = answer.kind === 'failed' ? answer.reason : 'the thread ended';
    leftOut.add(`its calls were not resolved: ${why.slice(0, LONGEST_REASON)}`, paths[0] ?? '');
    return [];
  }

  return {
    resolve,
    async recall(paths) {
      const answer = await ask({ kind: 'recall', repository: name, paths });
      return answer.kind === 'recalled' ? answer.symbols : null;
    },
    async faces(paths) {
      const answer = await ask({ kind: 'faces', repository: name, paths });
      return answer.kind === 'faced' ? answer.faces : new Map();
    },
    async mentioning(paths, names) {
      const answer = await ask({ kind: 'mentioning', repository: name, paths, names: [...names] });
      return answer.kind === 'mentioned' ? answer : null;
    },
    async close() {
      await symbols.ask(turn, { kind: 'close', repository: name });
    },
  };
}
