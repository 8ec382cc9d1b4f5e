import { inPieces } from '../rows/in-pieces.js';
import { UNNAMED } from '../symbols/face-of.js';
import type { Resolver } from './open-resolver.js';

/** Of one request: others wait for its end. */
const FILES = 100;

/**
 * Those of `candidates` whose edges may end elsewhere once others see something else under `names` in the files
 * `changed`: they mention one, or a name under which something else is found for that reason in another of these files
 * (`export { a as b }`, a function that returns it).
 */
export async function affectedBy(
  { mentioning }: Pick<Resolver, 'mentioning'>,
  {
    names,
    changed,
    candidates,
  }: { names: readonly string[]; changed: readonly string[]; candidates: readonly string[] },
): Promise<readonly string[]> {
  if (candidates.length === 0) return [];
  const all = new Set(names);
  const affected = new Set<string>();
  /** Whether it can be told by names. */
  const look = async (paths: readonly string[]): Promise<boolean> => {
    for (const piece of inPieces(paths, FILES)) {
      const found = await mentioning(piece, all);
      if (found === null || found.names.includes(UNNAMED)) return false;
      for (const name of found.names) all.add(name);
      for (const path of found.paths) affected.add(path);
    }
    return true;
  };
  if (!(await look(changed))) return candidates;
  for (let known = -1; known < all.size;) {
    known = all.size;
    if (!(await look(candidates.filter((path) => !affected.has(path))))) return candidates;
  }
  return candidates.filter((path) => affected.has(path));
}
