import { expect, it } from 'vitest';
import { runChangeAnalyzers, runFileAnalyzers } from '../../../src/review/analyzers/run-analyzers.js';
import { analyzedFile } from './analyzed-file.js';
import { CODE_TEXTS, PLAIN_TEXTS, type Generator } from './hostile-texts.js';

/** Four times the text takes four times as long; sixteen times would be quadratic. */
const MOST_GROWTH = 9;
/** Below this the clock of the processor tells nothing. */
const NOISE_MS = 15;

const CASES: [string, string, Generator | undefined, number][] = [
  ['.github/workflows/a.yml', 'blank lines', PLAIN_TEXTS['blank lines'], 16_000],
  ['.github/workflows/a.yml', 'github expressions', PLAIN_TEXTS.refs, 64_000],
  ['.github/workflows/a.yml', 'uses and spaces', PLAIN_TEXTS['uses and spaces'], 64_000],
  ['src/a.txt', 'eyJ and hyphens', PLAIN_TEXTS['eyJ and hyphens'], 64_000],
  ['src/a.txt', 'tokens on lines', PLAIN_TEXTS['tokens on lines'], 200_000],
  ['package.json', 'escaped quotes', PLAIN_TEXTS['escaped quotes'], 19_000],
  ['go.mod', 'arrows', PLAIN_TEXTS.arrows, 64_000],
  ['src/a.js', 'declarations and uses', CODE_TEXTS.js?.['declarations and uses'], 4000],
  ['src/a.js', 'requests in one function', CODE_TEXTS.js?.['requests in one function'], 4000],
  ['src/a.js', 'values made of values', CODE_TEXTS.js?.['values made of values'], 4000],
  ['src/a.js', 'calls in a row', CODE_TEXTS.js?.['calls in a row'], 4000],
  ['src/a.js', 'one name, many values', CODE_TEXTS.js?.['one name, many values'], 4000],
  ['src/a.js', 'checks of one value', CODE_TEXTS.js?.['checks of one value'], 4000],
  ['src/a.js', 'calls of one function', CODE_TEXTS.js?.['calls of one function'], 4000],
  ['src/a.js', 'functions that call each other', CODE_TEXTS.js?.['functions that call each other'], 4000],
  ['src/a.js', 'a list that grows', CODE_TEXTS.js?.['a list that grows'], 4000],
  ['src/a.py', 'defaults of one function', CODE_TEXTS.py?.['defaults of one function'], 4000],
  ['src/a.py', 'values in branches', CODE_TEXTS.py?.['values in branches'], 4000],
  ['src/a.py', 'calls of one function', CODE_TEXTS.py?.['calls of one function'], 4000],
  ['src/a.py', 'checks in each other', CODE_TEXTS.py?.['checks in each other'], 4000],
  ['src/a.py', 'parts of one list', CODE_TEXTS.py?.['parts of one list'], 4000],
  ['src/a.py', 'arguments of one call', CODE_TEXTS.py?.['arguments of one call'], 4000],
  ['src/a.py', 'decorators of one function', CODE_TEXTS.py?.['decorators of one function'], 4000],
  ['src/a.py', 'texts made of texts', CODE_TEXTS.py?.['texts made of texts'], 4000],
  ['src/a.py', 'functions of functions', CODE_TEXTS.py?.['functions of functions'], 4000],
  ['src/a.go', 'values in branches', CODE_TEXTS.go?.['values in branches'], 4000],
  ['src/a.go', 'calls of one function', CODE_TEXTS.go?.['calls of one function'], 4000],
  ['src/a.go', 'checks in each other', CODE_TEXTS.go?.['checks in each other'], 4000],
  ['src/a.go', 'parts of one list', CODE_TEXTS.go?.['parts of one list'], 4000],
  ['src/a.go', 'names of one package', CODE_TEXTS.go?.['names of one package'], 4000],
  ['src/a.go', 'texts made of texts', CODE_TEXTS.go?.['texts made of texts'], 4000],
  ['src/a.go', 'cases of one switch', CODE_TEXTS.go?.['cases of one switch'], 4000],
  ['src/a.go', 'responses in one function', CODE_TEXTS.go?.['responses in one function'], 4000],
];

/** The least of at most `rounds`: what else the machine does is only ever added. Ends where `enough` is reached. */
async function leastMs(path: string, text: string, rounds = 2, enough = 0): Promise<number> {
  const file = analyzedFile(path, text);
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds && least >= enough; round += 1) {
    const before = process.cpuUsage();
    await runFileAnalyzers(file);
    runChangeAnalyzers({ files: [file] });
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

it.each(CASES)('grows with the text: %s of %s', async (path, _, generate, size) => {
  if (generate === undefined) throw new Error('there is no such text');
  await leastMs(path, generate(1000));
  const most = MOST_GROWTH * Math.max(NOISE_MS, await leastMs(path, generate(size)));
  expect(await leastMs(path, generate(4 * size), 8, most)).toBeLessThan(most);
});
