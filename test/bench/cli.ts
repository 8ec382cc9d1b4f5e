import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { generateRepository } from './cli/generate-repository.js';
import { measureCommand, type Measured } from './cli/measure-command.js';

const CLI = join(process.cwd(), 'dist/src/cli.js');
const COMMANDS: Readonly<Record<string, [string, string[]]>> = {
  'git diff --stat HEAD~1': ['git', ['diff', '--stat', 'HEAD~1', 'HEAD']],
  'nectr --version': [process.execPath, [CLI, '--version']],
  'nectr review HEAD~1': [process.execPath, [CLI, 'review', 'HEAD~1']],
  'nectr review HEAD~1 --dry-run': [process.execPath, [CLI, 'review', 'HEAD~1', '--dry-run']],
};

/**
 * What one changed line costs in repositories of 1,000, 10,000 and 50,000 files, beside what git and the bare start of
 * the command take on the same machine in the same minute: the median of some runs, by the clock and of the processor,
 * and the most memory of all processes together. Usage: `npm run build && npm run bench cli -- [--files 1000,50000] [--runs 5]`.
 */
export async function bench(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { files: { type: 'string', default: '1000,10000,50000' }, runs: { type: 'string', default: '5' } },
  });
  if (!existsSync(CLI)) throw new Error('it is not built yet: run `npm run build` first');
  const folder = mkdtempSync(join(tmpdir(), 'nectr-bench-cli-'));
  try {
    const table: Record<string, Record<string, string>> = {};
    for (const files of values.files.split(',').map(Number)) {
      const repository = join(folder, String(files));
      await generateRepository(repository, files);
      for (const [name, [command, given]] of Object.entries(COMMANDS)) {
        const runs: Measured[] = [];
        for (let run = 0; run < Number(values.runs); run++) runs.push(await measureCommand(command, given, repository));
        const wrong = runs.find(({ code }) => code !== 0);
        if (wrong) throw new Error(`${name} ended with ${wrong.code}`);
        (table[name] ??= {})[`${files} files`] = told(runs);
      }
      rmSync(repository, { recursive: true, force: true });
    }
    console.table(table);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function told(runs: readonly Measured[]): string {
  const seconds = runs.map((run) => run.seconds).toSorted((a, b) => a - b);
  const median = seconds[Math.floor(seconds.length / 2)] ?? 0;
  const work = runs.map((run) => run.work ?? 0).toSorted((a, b) => a - b)[Math.floor(runs.length / 2)] ?? 0;
  const most = Math.max(...runs.map(({ megabytes }) => megabytes ?? 0));
  return `${median.toFixed(2)} s (${work.toFixed(2)} s of the processor), ${Math.round(most)} MB`;
}
