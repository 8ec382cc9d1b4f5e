import { fingerprints } from './fingerprint.js';
import type { Change, LedgerFinding } from '../types.js';

/** Earlier findings of files that have another name now, under that name: they are neither new nor gone. */
export function followRenames(earlier: readonly LedgerFinding[], { files }: Pick<Change, 'files'>): LedgerFinding[] {
  const names = new Map(files.flatMap(({ path, oldPath }) => (oldPath === null ? [] : [[oldPath, path] as const])));
  const present = new Set(files.map(({ path }) => path));
  if (!earlier.some(({ path }) => names.has(path) && !present.has(path))) return [...earlier];
  const moved = earlier.map((finding) => {
    const name = present.has(finding.path) ? undefined : names.get(finding.path);
    return name === undefined ? finding : { ...finding, path: name };
  });
  const identities = fingerprints(moved);
  return moved.map((finding, index) =>
    finding.path === earlier[index]?.path
      ? finding
      : { ...finding, fingerprint: identities[index] ?? finding.fingerprint },
  );
}
