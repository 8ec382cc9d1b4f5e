import { fuzzConditions } from '../workflows/conditions/fuzz-conditions.js';

export const usage = 'conditions [count] [seed]';

/**
 * `npm run chaos conditions [count] [seed]`: generated conditions and garbage, on no facts, some, all and too many. None
 * may fail, take longer than 50 ms, or be true while what it asks for is not known. Prints each fault; the exit code is 1
 * if there was one.
 */
export async function campaign([count = '100000', seed = '1']: readonly string[]): Promise<void> {
  if (![count, seed].every((each) => /^\d+$/.test(each))) throw new Error('count and seed are numbers');
  const from = Date.now();
  const result = fuzzConditions({ count: Number(count), seed: Number(seed) });
  for (const fault of result.faults) process.stdout.write(`${fault}\n`);
  const { conditions, compiled, values, slowestMs, slowestCompileMs, faults } = result;
  process.stdout.write(
    `${conditions} conditions, seed ${seed}, ${Math.round((Date.now() - from) / 1000)} s: ${compiled} taken, ` +
      `${conditions - compiled} refused, ${faults.length} faults\nvalues: ${JSON.stringify(values)}\n` +
      `slowest evaluation ${slowestMs.toFixed(1)} ms, slowest check ${slowestCompileMs.toFixed(1)} ms\n`,
  );
  process.exitCode = faults.length > 0 ? 1 : 0;
}
