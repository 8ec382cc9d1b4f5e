import { execFileSync } from 'node:child_process';
import { basename, join, resolve } from 'node:path';
import { fewerChanges, readLastChanges } from '../../checkout/read-last-changes.js';
import { refuseSpecialFiles } from '../../checkout/refuse-special-files.js';
import type { CheckRun, Issue, Repository } from '../../sandbox/types.js';
import { buildStage } from './demo-stage.js';
import { untilOutcome } from '../until-outcome.js';

const DEADLINE_MS = 180_000;

/**
 * Reviews the last merged changes of a repository of the user's, each as a pull request of its own against what was
 * there before, and prints a table of outcomes. The repository itself is only read. Returns whether each got one.
 */
export async function demoOfRepository(path: string, last: number): Promise<boolean> {
  const from = performance.now();
  // The table alone is the output; how it goes on is said beside it.
  const say = (text: string) =>
    process.stderr.write(`${((performance.now() - from) / 1000).toFixed(1).padStart(6)} s  ${text}\n`);
  const source = resolve(path);
  await refuseSpecialFiles(source);
  const changes = await readLastChanges(source, last);
  if (changes.length === 0) {
    process.stderr.write(`${path} has no commit with a parent: nothing to review.\n`);
    return false;
  }
  const fewer = fewerChanges(changes, last);
  if (fewer !== null) process.stderr.write(`${path}: ${fewer}.\n`);
  say(`${counted(changes.length, 'change')} to review. Starting PostgreSQL, the server and a GitHub on this machine …`);
  const stage = await buildStage();
  const { sandbox } = stage;
  try {
    const folder = join(stage.folder, 'repository');
    say(`Copying ${path} …`);
    git(stage.folder, ['clone', '--quiet', '--bare', source, folder]);
    const installation = await sandbox.install({ account: 'local', deliver: true });
    const name = basename(source).replaceAll(/[^\w.-]/g, '-');
    const repository = sandbox.addRepository({
      installationId: installation.id,
      name,
      folder,
      defaultBranch: branchOf(folder),
    });
    say('Opening pull requests …');
    const pulls: Issue[] = [];
    for (const [index, change] of changes.entries()) {
      const [base, head] = [`nectr-demo/base-${index + 1}`, `nectr-demo/head-${index + 1}`];
      git(folder, ['update-ref', `refs/heads/${base}`, change.base]);
      git(folder, ['update-ref', `refs/heads/${head}`, change.head]);
      pulls.push(
        await sandbox.openPull(repository, { head, base, title: change.title, body: change.body, user: 'author' }),
      );
    }
    say(`${counted(pulls.length, 'pull request')} opened: the reviews go on …`);
    let done = 0;
    const outcomes = await Promise.all(
      pulls.map(async (pull) => {
        const outcome = await untilOutcome(repository, pull.number, DEADLINE_MS);
        done += 1;
        say(`${done} of ${pulls.length}: #${pull.number} ${outcome?.conclusion ?? 'has no outcome in time'}`);
        return outcome;
      }),
    );
    process.stdout.write(table(repository, pulls, outcomes));
    return outcomes.every((outcome) => outcome !== null);
  } finally {
    await stage.stop();
  }
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

function table(repository: Repository, pulls: Issue[], outcomes: (CheckRun | null)[]): string {
  const rows = pulls.map((pull, index) => {
    const outcome = outcomes[index];
    const comments = pull.pull?.reviewComments.size ?? 0;
    return [`#${pull.number}`, outcome?.conclusion ?? 'none', String(comments), outcome?.title ?? '', pull.title];
  });
  const head = ['pull', 'check', 'comments', 'outcome', 'title'];
  const widths = head.map((title, column) =>
    Math.min(60, Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0))),
  );
  const line = (cells: string[]) =>
    cells
      .map((cell, column) => cell.slice(0, 60).padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return `${repository.name}: ${pulls.length} changes\n\n${[head, ...rows].map(line).join('\n')}\n`;
}

function git(folder: string, args: string[]): string {
  return execFileSync('git', ['-c', 'safe.directory=*', ...args], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 600_000,
    killSignal: 'SIGKILL',
  });
}

function branchOf(folder: string): string {
  return git(folder, ['symbolic-ref', '--short', 'HEAD']).trim();
}
