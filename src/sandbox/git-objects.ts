import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { environmentWith, GitError, gitText } from '../checkout/git.js';

export interface GitObject {
  sha: string;
  type: 'blob' | 'tree' | 'commit' | 'tag';
  bytes: Buffer;
}

interface Question {
  resolve(answer: GitObject | null): void;
  reject(error: Error): void;
}

/** One `git cat-file --batch` for each repository that is asked: a start of git costs more than an answer. */
const readers = new Map<string, ObjectReader>();

/**
 * What `name` (an id, a ref, `<commit>:<path>`, with `^{commit}` or the like behind it) stands for in the repository of
 * `folder` now; null if there is none. Throws when git cannot be started or ends.
 */
export async function readObject(folder: string, name: string): Promise<GitObject | null> {
  if (name.includes('\n')) {
    // A line is a question there; its id has none.
    const id = await idOf(folder, name);
    return id === null ? null : readObject(folder, id);
  }
  let reader = readers.get(folder);
  if (!reader) {
    const started = new ObjectReader(folder, () => forget(folder, started));
    reader = started;
    readers.set(folder, reader);
  }
  return reader.read(name);
}

async function idOf(folder: string, name: string): Promise<string | null> {
  try {
    return (await gitText(folder, ['rev-parse', '--verify', '--quiet', name])).trim();
  } catch (error) {
    if (error instanceof GitError) return null;
    throw error;
  }
}

/** Ends what reads the repository of `folder`, after what it was asked; the next question starts it again. */
export function closeObjects(folder: string): void {
  const reader = readers.get(folder);
  if (reader) forget(folder, reader);
  reader?.close();
}

function forget(folder: string, reader: ObjectReader): void {
  if (readers.get(folder) === reader) readers.delete(folder);
}

class ObjectReader {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #questions: Question[] = [];
  #kept: Buffer[] = [];
  /** Bytes that must have come before there is anything to read: of a large object they are not put together twice. */
  #wanted = 1;

  constructor(folder: string, ended: () => void) {
    this.#child = spawn('git', ['-c', 'safe.directory=*', 'cat-file', '--batch'], {
      cwd: folder,
      env: environmentWith({}),
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const end = (error: Error) => {
      ended();
      for (const { reject } of this.#questions.splice(0)) reject(error);
    };
    this.#child.on('error', end);
    this.#child.on('close', () => end(new Error('git cat-file ended')));
    this.#child.stdin.on('error', () => undefined);
    this.#child.stdout.on('data', (chunk: Buffer) => this.#take(chunk));
    // Nobody waits for a process that only waits for questions.
    this.#hold(false);
  }

  read(name: string): Promise<GitObject | null> {
    return new Promise((resolve, reject) => {
      this.#questions.push({ resolve, reject });
      this.#hold(true);
      this.#child.stdin.write(`${name}\n`);
    });
  }

  close(): void {
    this.#child.stdin.end();
  }

  #hold(asked: boolean): void {
    for (const one of [this.#child, this.#child.stdin, this.#child.stdout] as { ref(): void; unref(): void }[])
      if (asked) one.ref();
      else one.unref();
  }

  #take(chunk: Buffer): void {
    this.#kept.push(chunk);
    this.#wanted -= chunk.length;
    if (this.#wanted > 0) return;
    let bytes = Buffer.concat(this.#kept);
    for (let answer = answerAt(bytes); ; answer = answerAt(bytes)) {
      if (answer.missing > 0) {
        this.#kept = [bytes];
        this.#wanted = answer.missing;
        break;
      }
      bytes = bytes.subarray(answer.end);
      this.#questions.shift()?.resolve(answer.object);
    }
    if (this.#questions.length === 0) this.#hold(false);
  }
}

/** `<id> <type> <size>`, the bytes, a line feed; or one line that says why there is nothing. */
function answerAt(bytes: Buffer): { missing: number; end: number; object: GitObject | null } {
  const line = bytes.indexOf(10);
  if (line < 0) return { missing: 1, end: 0, object: null };
  const [, sha = '', type = '', size = ''] =
    /^([0-9a-f]{40,64}) (\w+) (\d+)$/.exec(bytes.toString('utf8', 0, line)) ?? [];
  if (sha === '') return { missing: 0, end: line + 1, object: null };
  const end = line + 1 + Number(size) + 1;
  if (bytes.length < end) return { missing: end - bytes.length, end: 0, object: null };
  // A copy: the piece it came in holds other answers too.
  const object = { sha, type: type as GitObject['type'], bytes: Buffer.from(bytes.subarray(line + 1, end - 1)) };
  return { missing: 0, end, object };
}
