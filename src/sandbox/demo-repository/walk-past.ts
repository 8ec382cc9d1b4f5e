import { TOM } from './demo-authors.js';
import type { DemoChange, DemoCommit } from './demo-commit.js';
import { edit, on, write } from './demo-commit.js';
import { SHOP_PAST, type PastChange } from './shop-past.js';
import type { Tree } from './walk-history.js';

/** A pull request of the past with its number, and that of the issue it closes. */
export interface PastPull extends PastChange {
  number: number;
  issue: number | null;
  branch: string;
}

/** Number 1 is the issue of the pull request under review. */
const FIRST_NUMBER = 2;
const START = Date.parse('2025-08-06T07:00:00Z');
const STEP_MS = 10 * 3_600_000;

/**
 * The past as pull requests and as commits upon `tree`, each merged. What changes in a file is its note, a first line
 * that says what was done last (in a Markdown file, one line more each time); the last pull request takes all notes
 * away, so that every file of before has its text again, and what comes later is not touched by any of this.
 */
export function walkPast(tree: Tree): { pulls: PastPull[]; commits: DemoCommit[] } {
  const texts = new Map(tree);
  const pulls: PastPull[] = [];
  const commits: DemoCommit[] = [];
  let next = FIRST_NUMBER;
  const add = (change: PastChange, changes: DemoChange[]) => {
    const issue = change.closes === undefined ? null : next++;
    const number = next++;
    const branch =
      change.branch ??
      change.title
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, '-')
        .slice(0, 40);
    const at = START + pulls.length * STEP_MS;
    const ref = `refs/pull/${number}/head`;
    pulls.push({ ...change, number, issue, branch });
    commits.push(on(ref, change.author, new Date(at).toISOString(), change.title, changes), {
      ...on(
        'main',
        change.reviewer,
        new Date(at + STEP_MS / 2).toISOString(),
        mergeMessage(number, branch, change),
        [],
      ),
      merges: ref,
    });
  };
  for (const change of SHOP_PAST) add(change, changesOf(change, texts));
  add(WITHOUT_NOTES, takeNotesAway(tree, texts));
  return { pulls, commits };
}

const WITHOUT_NOTES: PastChange = {
  author: TOM,
  title: 'What was done last stands in the history, not in the files',
  touches: [],
  reviewer: SHOP_PAST[0]?.reviewer ?? TOM,
  comments: 0,
};

function mergeMessage(number: number, branch: string, { title }: PastChange): string {
  return `Merge pull request #${number} from acme/${branch}\n\n${title}`;
}

function changesOf({ title, touches, adds = {}, edits = [] }: PastChange, texts: Map<string, string>): DemoChange[] {
  for (const [path, text] of Object.entries(adds)) texts.set(path, text);
  const notes = touches.map((path) => {
    const text = noted(path, texts.get(path) ?? '', title);
    texts.set(path, text);
    return write(path, text);
  });
  return [
    ...Object.entries(adds).map(([path, text]) => write(path, text)),
    ...notes,
    ...edits.map(({ path, from, to }) => {
      texts.set(
        path,
        (texts.get(path) ?? '').replace(from, () => to),
      );
      return edit(path, from, to);
    }),
  ];
}

const NOTE = /^(?:\/\/|#) Last: .*\n/;

function noted(path: string, text: string, title: string): string {
  if (path.endsWith('.md')) return `${text}\n* ${title}\n`.replace(/\n\n\* (?=.*\n$)/, '\n* ');
  return `${path.endsWith('.yml') ? '#' : '//'} Last: ${title}\n${text.replace(NOTE, '')}`;
}

function takeNotesAway(before: Tree, texts: ReadonlyMap<string, string>): DemoChange[] {
  const changed = [...texts].filter(
    ([path, text]) => NOTE.test(text) || (path.endsWith('api.md') && !before.has(path)),
  );
  return changed.map(([path, text]) =>
    write(path, NOTE.test(text) ? text.replace(NOTE, '') : noted(path, text, WITHOUT_NOTES.title)),
  );
}
