import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

const Report = z.object({
  testResults: z.array(
    z.object({
      assertionResults: z.array(
        z.object({
          title: z.string(),
          status: z.string(),
          duration: z.number().nullish(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

export const usage = 'kill [times]';

/**
 * `npm run chaos kill [times]`: kill -9 of the worker at each of the seven points, a hundred times each; prints a
 * table.
 */
export async function campaign([times = '100']: string[]): Promise<void> {
  if (!/^\d+$/.test(times)) throw new Error('the number of kills is a number');
  const folder = mkdtempSync(join(tmpdir(), 'nectr-chaos-'));
  const output = join(folder, 'report.json');
  const command = [
    'vitest',
    'run',
    '--config',
    'test/vitest.config.ts',
    'test/faults/crash.test.ts',
    '-t',
    ', time [0-9]+:',
  ];
  // One line for each kill while it goes on: the campaign takes about an hour.
  const reporters = ['--reporter=verbose', '--reporter=json', `--outputFile.json=${output}`];
  const { status } = spawnSync('npx', [...command, ...reporters], {
    env: { ...process.env, NECTR_KILLS: times },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const tests = Report.parse(JSON.parse(readFileSync(output, 'utf8'))).testResults.flatMap(
    (each) => each.assertionResults,
  );
  rmSync(folder, { recursive: true, force: true });
  const barriers = new Map<string, { status: string; duration: number }[]>();
  for (const { title, status: result, duration } of tests) {
    if (result !== 'passed' && result !== 'failed') continue;
    const barrier = title.split(',')[0] ?? title;
    barriers.set(barrier, [...(barriers.get(barrier) ?? []), { status: result, duration: duration ?? 0 }]);
  }
  process.stdout.write(
    'Silence scaled to 1 s (production: 15 s). Time: start of two workers, kill and takeover included.\n\n',
  );
  process.stdout.write('point            kills  one review  median s  longest s\n');
  for (const [barrier, results] of barriers) {
    const sorted = results.map(({ duration }) => duration / 1000).toSorted((a, b) => a - b);
    const passed = results.filter((result) => result.status === 'passed').length;
    const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
    const row = [barrier.padEnd(16), String(results.length).padStart(5), String(passed).padStart(11)];
    process.stdout.write(
      `${row.join(' ')} ${median.toFixed(1).padStart(9)} ${(sorted.at(-1) ?? 0).toFixed(1).padStart(10)}\n`,
    );
  }
  for (const { title, failureMessages } of tests) {
    for (const message of failureMessages ?? []) process.stdout.write(`\n${title}\n${message}\n`);
  }
  process.exitCode = status ?? 1;
}
