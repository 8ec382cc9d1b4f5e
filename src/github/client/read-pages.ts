import { z } from 'zod';
import type { Octokit } from './installation-octokit.js';
import { readJson } from './read-json.js';

/**
 * All rows of a list in pages of 100, `maxPages` at most. Counts pages itself instead of following `link`, so that
 * a looping `next` ends; rows that a page repeats are dropped by `key`, those that `keep` does not want at once: a list
 * may be long and hold much text of others.
 */
export async function readPages<S extends z.ZodType>(
  octokit: Octokit,
  schema: S,
  route: string,
  parameters: Record<string, unknown>,
  {
    key,
    keep = () => true,
    maxPages,
  }: { key: (row: z.output<S>) => string | number; keep?: (row: z.output<S>) => boolean; maxPages: number },
): Promise<z.output<S>[]> {
  const rows = new Map<string | number, z.output<S>>();
  for (let page = 1; page <= maxPages; page++) {
    const answer = await readJson(octokit, z.array(schema), route, { ...parameters, per_page: 100, page });
    for (const row of answer) if (keep(row)) rows.set(key(row), row);
    if (answer.length < 100) break;
  }
  return [...rows.values()];
}
