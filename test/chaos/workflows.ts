import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Played, Point } from '../faults/workflow-crash/crash-stage.js';

export const usage = 'workflows [every]';

/**
 * `npm run chaos workflows [every]`: a workflow with every action that does something outside, and its worker killed,
 * frozen, or answered by a gateway, at each row it writes of the run and each request that changes something (or at
 * each `every`-th); prints a table of what was done how often.
 */
export async function campaign([every = '1']: string[]): Promise<void> {
  if (!/^[1-9]\d*$/.test(every)) throw new Error('every which point is a number from 1 on');
  const folder = mkdtempSync(join(tmpdir(), 'nectr-chaos-'));
  const report = join(folder, 'report.jsonl');
  const command = ['vitest', 'run', '--config', 'test/vitest.config.ts', 'test/faults/workflow-crash.test.ts'];
  const { status } = spawnSync('npx', [...command, '--reporter=verbose'], {
    env: { ...process.env, NECTR_EVERY_POINT: every, NECTR_CRASH_REPORT: report },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const lines = readFileSync(report, 'utf8').trim().split('\n');
  rmSync(folder, { recursive: true, force: true });
  const all = lines.map((line) => JSON.parse(line) as Played & { point: Point; fault: string | null });
  const kinds = new Map<string, typeof all>();
  for (const played of all) {
    const { of, at, fault } = played.point;
    const kind = `${fault} ${at} a ${of}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), played]);
  }
  process.stdout.write(
    `\n${row('what', 'points', 'struck', 'as without', 'in doubt', 'twice', 'lost', 'other', 'seconds')}`,
  );
  for (const [kind, played] of kinds) {
    const twice = played.filter(({ effects }) => Object.values(effects).some((times) => times > 1)).length;
    const doubtful = played.filter(({ steps }) => steps.some(({ result }) => result?.['sent'] === false)).length;
    const lost = played.filter(({ status: end, fault }) => end === 'completed' && fault?.includes('to be 1')).length;
    const other = played.filter(({ fault }) => fault !== null).length - twice - lost;
    const struck = played.filter((one) => one.struck !== null).length;
    const same = played.filter(({ fault }) => fault === null).length - doubtful;
    const seconds = played.reduce((sum, one) => sum + one.seconds, 0);
    process.stdout.write(
      row(kind, ...[played.length, struck, same, doubtful, twice, lost, other, seconds].map(String)),
    );
  }
  const effects = new Map<string, number[]>();
  for (const played of all)
    for (const [effect, times] of Object.entries(played.effects))
      effects.set(effect, [...(effects.get(effect) ?? []), times]);
  process.stdout.write(`\n${row('effect', 'runs', 'once', 'never', 'twice')}`);
  for (const [effect, times] of effects) {
    const count = (test: (one: number) => boolean) => String(times.filter(test).length);
    process.stdout.write(
      row(
        effect,
        String(times.length),
        count((one) => one === 1),
        count((one) => one === 0),
        count((one) => one > 1),
      ),
    );
  }
  process.exitCode = status ?? 1;
}

function row(name: string, ...values: string[]): string {
  return `${name.padEnd(28)}${values.map((value) => value.padStart(12)).join('')}\n`;
}
