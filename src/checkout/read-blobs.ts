import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { ALWAYS, environmentWith, GitError, LATE } from './git.js';
import { onlyMirror } from './mirror-git.js';

/** Contents of a repository, asked for one by one. */
export interface Blobs {
  /**
   * The bytes of the object with this id; null where the clone lacks it. Throws GitError when git ends or does not
   * answer.
   */
  read(id: string): Promise<Buffer | null>;
  /** How many were asked for. */
  asked(): number;
  /** Ends git. */
  close(): void;
}

interface Waiting {
  resolve(bytes: Buffer | null): void;
  reject(error: unknown): void;
}

const ARGS = ['cat-file', '--batch'];
const DEADLINE_MS = 600_000;
const LINE_FEED = 10;
/** Of the line before the contents. */
const LONGEST_HEAD = 4096;

/**
 * All contents that are asked for come out of one `git cat-file --batch`, which is started with the first: what is read
 * of a repository follows what is needed of it, and no process is started for each file.
 */
export function readBlobs(mirror: string): Blobs {
  let child: ReturnType<typeof start> | null = null;
  let asked = 0;
  return {
    read: (id) => {
      asked += 1;
      child ??= start(mirror, () => (child = null));
      return child.read(id);
    },
    asked: () => asked,
    close: () => child?.end(),
  };
}

function start(mirror: string, ended: () => void) {
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn('git', [...ALWAYS, ...ARGS], {
    cwd: mirror,
    env: environmentWith(onlyMirror(mirror)),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const waiting: Waiting[] = [];
  const answers = parseAnswers((bytes) => {
    waiting.shift()?.resolve(bytes);
    watch();
  });
  let timer: NodeJS.Timeout | undefined;
  let isLate = false;
  const watch = () => {
    clearTimeout(timer);
    if (waiting.length === 0) return;
    timer = setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
    }, DEADLINE_MS);
  };
  const fail = (error: GitError) => {
    ended();
    clearTimeout(timer);
    for (const one of waiting.splice(0)) one.reject(error);
  };
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-4000)));
  child.stdout.on('data', answers);
  // Whoever waits is told when git has ended.
  child.stdin.on('error', () => undefined);
  child.on('error', (error: NodeJS.ErrnoException) => fail(new GitError(ARGS, error.code, error.message)));
  child.on('close', (code) => fail(new GitError(ARGS, isLate ? LATE : (code ?? undefined), stderr)));
  return {
    read: (id: string) =>
      new Promise<Buffer | null>((resolve, reject) => {
        waiting.push({ resolve, reject });
        if (waiting.length === 1) watch();
        child.stdin.write(`${id}\n`);
      }),
    end: () => void child.kill(),
  };
}

/** Takes the output as it comes and gives each object, `null` for one that is missing. */
function parseAnswers(give: (bytes: Buffer | null) => void): (chunk: Buffer) => void {
  let held: Buffer[] = [];
  let length = 0;
  /** Of the object under way, with the line feed behind it; null: its head is awaited. */
  let wanted: number | null = null;
  return (chunk) => {
    held.push(chunk);
    length += chunk.length;
    for (;;) {
      if (wanted !== null && length < wanted) return;
      let bytes = held.length === 1 ? held[0]! : Buffer.concat(held);
      if (wanted === null) {
        const end = bytes.indexOf(LINE_FEED);
        if (end < 0) {
          held = [bytes];
          return;
        }
        const [, size] =
          /^[0-9a-f]+ [a-z]+ (\d+)$/.exec(bytes.toString('latin1', 0, Math.min(end, LONGEST_HEAD))) ?? [];
        bytes = bytes.subarray(end + 1);
        if (size === undefined) give(null);
        else wanted = Number(size) + 1;
      } else {
        // A copy: the piece of the pipe that it lies in may hold much else.
        give(Buffer.from(bytes.subarray(0, wanted - 1)));
        bytes = bytes.subarray(wanted);
        wanted = null;
      }
      held = bytes.length === 0 ? [] : [bytes];
      length = bytes.length;
      if (length === 0) return;
    }
  };
}
