import { textBefore } from '../../diff/apply-diff.js';
import type { SymbolAsker } from '../../graph/symbols/thread/symbol-thread.js';
import type { ContractChange as Compared } from '../../graph/symbols/contract-diff.js';
import type { ContractChange } from '../../review/history/types.js';
import type { Change } from '../../review/types.js';
import { languageOf } from '../../syntax/language-of.js';

/** Of one change, the largest changes first. */
const MOST_FILES = 30;
const MOST_CHANGES = 30;

export interface ContractsOf {
  symbols: SymbolAsker;
  /** Whose turn of the thread it is. */
  turn: number;
}

/** What changes for callers in the files of a pull request, the base taken out of the head and the diff. */
export async function compareContracts(
  of: ContractsOf,
  files: Change['files'],
  headText: (path: string) => Promise<string | null>,
): Promise<ContractChange[]> {
  const found: ContractChange[] = [];
  const changed = files
    .filter(({ status, hunks, path }) => status !== 'added' && hunks.length > 0 && languageOf(path) !== null)
    .toSorted((a, b) => b.additions + b.deletions - a.additions - a.deletions)
    .slice(0, MOST_FILES);
  for (const { path, status, hunks } of changed) {
    const head = status === 'deleted' ? '' : await headText(path);
    const base = head === null ? null : textBefore(head, hunks);
    if (head === null || base === null) continue;
    const changes = await contractsBetween(of, path, base, head);
    found.push(
      ...changes.map(({ before: name, signatures, changes: told, breaks }) => ({
        path,
        name,
        before: signatures.before,
        after: signatures.after ?? 'gone',
        changes: told,
        breaks,
      })),
    );
  }
  return found.toSorted((a, b) => Number(b.breaks) - Number(a.breaks)).slice(0, MOST_CHANGES);
}

/** Two states of one file; none where the parser breaks on one of them. */
export async function contractsBetween(
  { symbols, turn }: ContractsOf,
  path: string,
  before: string,
  after: string,
): Promise<Compared[]> {
  const language = languageOf(path);
  if (language === null) return [];
  const source = (text: string) => ({ path, language, bytes: new Uint8Array(Buffer.from(text)) });
  const answer = await symbols.ask(turn, { kind: 'contracts', before: source(before), after: source(after) });
  return answer.kind === 'compared' ? answer.changes : [];
}
