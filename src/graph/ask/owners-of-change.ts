import type { Change } from '../../review/types.js';
import { codeOwnersOf, parseCodeOwners } from '../formulas/code-owners.js';
import { SourceError } from './source-error.js';

/** Files that are looked up, the largest changes first. */
const MOST_PATHS = 100;
/** For all files of a change: nothing else is done meanwhile, and a file of 3 MB may be full of stars. */
const OWNERS_MS = 250;

/**
 * Who owns the files of a change by CODEOWNERS, with the pattern that says so. People only: a team or an address names
 * nobody. New files have owners, too. Throws SourceError where its rules take too long, and what `codeOwners` throws.
 */
export async function ownersOfChange(
  files: Change['files'],
  codeOwners: (() => Promise<string | null>) | undefined,
): Promise<Map<string, string>> {
  const text = (await codeOwners?.()) ?? null;
  const rules = text === null ? [] : parseCodeOwners(text);
  const largest = files.toSorted((a, b) => b.additions + b.deletions - a.additions - a.deletions);
  const owners = new Map<string, string>();
  const until = performance.now() + OWNERS_MS;
  const assertInTime = () => {
    if (performance.now() > until) throw new SourceError('its rules take too long');
  };
  for (const { path } of largest.slice(0, MOST_PATHS)) {
    const rule = codeOwnersOf(rules, path, assertInTime);
    for (const owner of rule?.owners ?? []) if (/^@[^/]+$/.test(owner)) owners.set(owner.slice(1), rule?.pattern ?? '');
  }
  return owners;
}
