import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

const FOLDERS = 100;
const CHANGES = 20;

/**
 * A repository of so many files of 80 functions each, and 20 commits of one added line, at `folder`: written into one
 * pack, and checked out.
 */
export async function generateRepository(folder: string, files: number): Promise<void> {
  run('init', '--quiet', '--initial-branch=main', folder);
  const git = spawn('git', ['-C', folder, 'fast-import', '--quiet'], { stdio: ['pipe', 'ignore', 'inherit'] });
  const ended = once(git, 'close');
  const say = async (text: string) => {
    if (!git.stdin.write(text)) await once(git.stdin, 'drain');
  };
  await say(commit(0, 'Begin'));
  for (let at = 0; at < files; at++) await say(file(at, textOf(at, files)));
  for (let change = 1; change <= CHANGES; change++) {
    const at = change % files;
    await say(
      `${commit(change, `Add line ${change}`)}${file(at, `${textOf(at, files)}export const x = ${change};\n`)}`,
    );
  }
  git.stdin.end();
  await ended;
  run('-C', folder, 'reset', '--quiet', '--hard');
}

function commit(number: number, message: string): string {
  const time = 1_790_000_000 + number * 1000;
  return `commit refs/heads/main\ncommitter Ada <ada@orchard.example> ${time} +0000\n${data(message)}`;
}

function file(at: number, text: string): string {
  return `M 100644 inline src/d${at % FOLDERS}/f${at}.ts\n${data(text)}`;
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

function textOf(at: number, files: number): string {
  const functions = Array.from(
    { length: 80 },
    (_, n) =>
      `export function f${at}_${n}(a: number, b: number): number {\n  return sum(a + ${at * n}, b); // a line of usual length\n}\n`,
  );
  return `import { sum } from './f${(at * 7) % files}.js';\n${functions.join('')}`;
}

function run(...args: string[]): void {
  const { status, stderr } = spawnSync('git', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}
