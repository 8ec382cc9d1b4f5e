import { GitError, LATE } from './git.js';
import { isFix } from '../words/is-fix.js';
import { cutText } from '../words/cut-text.js';
import { mirrorStream, mirrorText } from './mirror-git.js';
import type { Checkout } from './open-checkout.js';

/** One change that came into the main line: what a pull request is elsewhere. */
export interface PastUnit {
  sha: string;
  /** Of the pull request, where the commit names one. */
  number: number | null;
  title: string;
  /** Issues that its message closes. */
  closes: number[];
  isFix: boolean;
  /** E-mail, lower case. */
  email: string;
  name: string;
  at: Date;
  /** By the names they have at the end; `added`: it came with this change, `removed`: it went. */
  files: { path: string; added: boolean; removed: boolean }[];
}

export interface Past {
  /** Newest first. */
  units: PastUnit[];
  /** False: the time, the bounds or the clone ended it before the beginning of the history. */
  isWhole: boolean;
}

const MOST_COMMITS = 2000;
const MOST_BYTES = 32 * 1024 * 1024;
const DEADLINE_MS = 3000;
const LONGEST_TITLE = 200;
const CLOSES = /\b(?:fix(?:e[sd])?|close[sd]?|resolve[sd]?)\s*:?\s+#(\d{1,9})\b/gi;
/** Ends the message: no name of a file follows before it. */
const END = '\u0001';

/**
 * What came into the main line before `commit`, a merge or a squashed commit each, by one `git log` that is ended after
 * `deadlineMs` or at 2,000 commits: what has come until then is told. A merge whose author cannot be read in what is
 * left of the time is left out. Throws GitError where the clone lacks the commit.
 */
export async function readPast(
  checkout: Pick<Checkout, 'mirror' | 'shallow'>,
  commit: string,
  { deadlineMs = DEADLINE_MS, most = MOST_COMMITS }: { deadlineMs?: number; most?: number } = {},
): Promise<Past> {
  const until = Date.now() + deadlineMs;
  // One more than is told shows that there are more.
  const { text, isLate } = await readLog(checkout, commit, deadlineMs, most + 1);
  // The last one may be cut in two.
  const raw = isLate ? parseLog(text).slice(0, -1) : parseLog(text);
  // Where a shallow clone ends every file seems to be new.
  const known = (checkout.shallow ? raw.filter(({ parents }) => parents.length > 0) : raw).slice(0, most);
  const authors = await authorsOfMerges(checkout, known, Math.max(1, until - Date.now()));
  const units = known.flatMap((unit) => {
    const [, merged] = unit.parents;
    if (merged === undefined) return [unit];
    const author = authors?.get(merged);
    return author === undefined ? [] : [{ ...unit, ...author }];
  });
  const isWhole = !isLate && !checkout.shallow && raw.length <= most && units.length === known.length;
  return { units: withNamesOfNow(units), isWhole };
}

async function readLog(
  checkout: Pick<Checkout, 'mirror'>,
  commit: string,
  deadlineMs: number,
  most: number,
): Promise<{ text: string; isLate: boolean }> {
  const args = [
    'log',
    '-z',
    '--first-parent',
    '--diff-merges=first-parent',
    '--name-status',
    '-M100%',
    '--no-show-signature',
  ];
  const format = ['--no-color', '--encoding=UTF-8', `--max-count=${most}`, `--format=%H%n%P%n%an%n%ae%n%ct%n%B%x01`];
  const stream = mirrorStream(checkout, [...args, ...format, commit, '--']);
  const chunks: Buffer[] = [];
  let bytes = 0;
  const until = Date.now() + deadlineMs;
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    stream.destroy();
  }, deadlineMs);
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > MOST_BYTES || Date.now() > until) {
        isLate = true;
        break;
      }
    }
  } catch (error) {
    if (!isLate) throw error;
  } finally {
    clearTimeout(timer);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  return { text, isLate };
}

interface RawUnit extends Omit<PastUnit, 'files'> {
  parents: string[];
  changed: { status: string; path: string; from: string | null }[];
}

function parseLog(text: string): RawUnit[] {
  const units: RawUnit[] = [];
  const tokens = text.split('\0');
  for (let at = 0; at < tokens.length; at++) {
    const token = (tokens[at] ?? '').replace(/^\n/, '');
    if (token.endsWith(END)) units.push(headOf(token.slice(0, -1)));
    else if (/^[A-Z]\d*$/.test(token)) {
      const isMove = /^[RC]/.test(token);
      const [first, second] = [tokens[at + 1], isMove ? tokens[at + 2] : undefined];
      at += isMove ? 2 : 1;
      const path = second ?? first;
      if (path)
        units
          .at(-1)
          ?.changed.push({ status: token[0] ?? '', path, from: token.startsWith('R') ? (first ?? null) : null });
    }
  }
  return units;
}

function headOf(text: string): RawUnit {
  const [sha = '', parents = '', name = '', email = '', time = '', ...message] = text.split('\n');
  const [subject = '', ...body] = message;
  const merged = /^Merge pull request #(\d{1,9}) /.exec(subject);
  const number = merged?.[1] ?? /\(#(\d{1,9})\)$/.exec(subject)?.[1];
  const title = merged === null ? subject : (body.find((line) => line.trim() !== '') ?? subject);
  return {
    sha,
    parents: parents.split(' ').filter(Boolean),
    number: number === undefined ? null : Number(number),
    title: cutText(title, LONGEST_TITLE),
    closes: [...message.join('\n').slice(0, 20_000).matchAll(CLOSES)].map(([, issue]) => Number(issue)).slice(0, 10),
    isFix: isFix(cutText(title, LONGEST_TITLE)),
    email: cutText(email.toLowerCase(), 200),
    name: cutText(name, 100),
    at: new Date(Number(time) * 1000),
    changed: [],
  };
}

/** Whoever merges a branch has not written it. Null: git did not tell in time. */
async function authorsOfMerges(
  checkout: Pick<Checkout, 'mirror'>,
  units: readonly RawUnit[],
  deadlineMs: number,
): Promise<Map<string, Pick<PastUnit, 'name' | 'email'>> | null> {
  const tips = units.flatMap(({ parents }) => parents[1] ?? []);
  if (tips.length === 0) return new Map();
  const format = ['-z', '--no-show-signature', '--no-color', '--encoding=UTF-8', '--format=%H%n%an%n%ae'];
  const args = ['log', '--no-walk=unsorted', ...format, ...tips, '--'];
  const text = await mirrorText(checkout, args, [], {}, deadlineMs).catch((error: unknown) => {
    if (error instanceof GitError && error.exitCode === LATE) return null;
    throw error;
  });
  if (text === null) return null;
  return new Map(
    text.split('\0').flatMap((record) => {
      const [sha = '', name = '', email = ''] = record.split('\n');
      return sha === '' ? [] : [[sha, { name: cutText(name, 100), email: cutText(email.toLowerCase(), 200) }] as const];
    }),
  );
}

/** A file's history goes on under its newest name, as far as it moved unchanged. */
function withNamesOfNow(units: readonly RawUnit[]): PastUnit[] {
  const now = new Map<string, string>();
  return units.map(({ changed, ...unit }) => {
    const files = changed.map(({ status, path, from }) => {
      const name = now.get(path) ?? path;
      if (from !== null) now.set(from, name);
      // What came with this change had another history before, if it had one.
      if (status === 'A') now.delete(path);
      return { path: name, added: status === 'A', removed: status === 'D' };
    });
    return { ...unit, files };
  });
}
