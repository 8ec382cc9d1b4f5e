import { hostileCases } from './hostile/cases.js';
import { buildGround, HEAP_MB } from './hostile/ground.js';
import { holdsIn, renderResults, type Result } from './hostile/result.js';

const LONGEST_HOLD_MS = 50;
const MOST_WRITES = 60;

export const usage = 'hostile [case …] [minutes]';

/**
 * `npm run chaos hostile [case …] [minutes]`: what a hostile pull request or a busy hour may do to the other tenants,
 * on the built product with production's waits. Prints a table; the exit code is 1 if a case failed.
 */
export async function campaign(args: readonly string[]): Promise<void> {
  const names = args.filter((arg) => !/^\d+$/.test(arg));
  const minutes = Number(args.find((arg) => /^\d+$/.test(arg)) ?? 60);
  const unknown = names.find((name) => !hostileCases.some((each) => each.name === name));
  if (unknown !== undefined) {
    throw new Error(`no case ${unknown}; there are ${hostileCases.map(({ name }) => name).join(', ')}`);
  }
  const results: Result[] = [];
  for (const { name, run } of hostileCases.filter((each) => names.length === 0 || names.includes(each.name))) {
    const ground = await buildGround();
    try {
      process.stderr.write(`${name} … `);
      const seen = await run(ground, minutes).catch((error: unknown) => ({
        wait: null,
        alone: null,
        remark: 'not finished',
        faults: [error instanceof Error ? error.message : String(error)],
      }));
      const { sandbox } = ground;
      const metrics = await ground.metrics();
      const traffic = [...sandbox.state.installations.values()].map((installation) => sandbox.traffic(installation));
      const result: Result = {
        name,
        ...seen,
        hold: holdsIn(metrics, 'hold'),
        busy: holdsIn(metrics, 'busy'),
        memory: ground.memory.peak(),
        writesPerMinute: Math.max(...traffic.map((one) => one.writesPerMinute)),
        early: traffic.reduce((sum, one) => sum + one.earlyCalls, 0),
        limits: traffic.reduce((sum, one) => sum + one.secondaryLimits, 0),
        restarts: ground.memory.restarts(),
      };
      results.push({ ...result, faults: [...seen.faults, ...faultsOf(result)] });
      process.stderr.write(`${results.at(-1)?.faults.join('; ') || 'held'}\n`);
    } finally {
      await ground.stop();
    }
  }
  process.stdout.write(`Heap of each process: ${HEAP_MB} MB. Waits of production.\n\n${renderResults(results)}`);
  process.exitCode = results.some(({ faults }) => faults.length > 0) ? 1 : 0;
}

function faultsOf({ busy, writesPerMinute, early, limits, restarts }: Result): string[] {
  const faults: string[] = [];
  for (const [process, ms] of Object.entries(busy))
    if (ms !== null && ms >= LONGEST_HOLD_MS)
      faults.push(`the event loop of the ${process} was held for ${ms.toFixed(0)} ms by what it computed`);
  if (writesPerMinute > MOST_WRITES) faults.push(`${writesPerMinute} writes of one installation in a minute`);
  if (limits > 0) faults.push(`${limits} secondary limits of GitHub that nobody had ordered`);
  if (early > 0) faults.push(`${early} calls before Retry-After`);
  if (restarts > 0) faults.push(`the worker ended ${restarts} times`);
  return faults;
}
