import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Recorded, recordedNoise } from './recorded-noise.js';

const MOST_NAMED = 10;
const File = z.union([Recorded.transform((one) => [one]), z.array(Recorded)]);

function readFile(path: string): Recorded[] {
  const found = File.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (!found.success) throw new Error(`${path} is no recorded request with its answer`, { cause: found.error });
  return found.data;
}

/**
 * `npm run bench noise -- <folder>`: which excerpts of recorded reviews no word of the model rests on. Each `.json` file
 * of the folder is `{ "request": …, "answer": … }`, the bodies of the Messages API, or a list of such.
 */
export async function bench([folder]: string[]): Promise<void> {
  if (folder === undefined) throw new Error('Usage: npm run bench noise -- <folder of recorded requests and answers>');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
  const recorded = names.toSorted().flatMap((name) => readFile(join(folder, name)));
  const noise = [...recordedNoise(recorded)];
  if (noise.length === 0) throw new Error(`No review is recorded in ${folder}: ${names.length} files were read.`);
  const all = noise.map(([, one]) => one);
  const [shown, cited] = [all.reduce((sum, one) => sum + one.shown, 0), all.reduce((sum, one) => sum + one.cited, 0)];
  console.table(
    Object.fromEntries(
      [...noise.map(([part, one]) => [part, one] as const), ['all', { shown, cited }] as const].map(([part, one]) => [
        part,
        { shown: one.shown, cited: one.cited, 'never cited': `${Math.round((1 - one.cited / one.shown) * 100)} %` },
      ]),
    ),
  );
  for (const [part, { never }] of noise) {
    const more = never.length > MOST_NAMED ? ` and ${never.length - MOST_NAMED} more` : '';
    if (never.length > 0) console.log(`${part}, never cited: ${never.slice(0, MOST_NAMED).join(', ')}${more}`);
  }
}
