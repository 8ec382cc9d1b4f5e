import { prepareDescription } from './prepare-description.js';

/**
 * `npx tsx test/github-description/prepare.ts`: brings GitHub's description of its API for the test that compares the
 * sandbox with it; ends with 1 and the reason if it cannot be had.
 */
const prepared = await prepareDescription();
if ('missing' in prepared) {
  process.stderr.write(`${prepared.missing}\n`);
  process.exitCode = 1;
}
