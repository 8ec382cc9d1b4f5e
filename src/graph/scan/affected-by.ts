import { inPieces } from '../rows/in-pieces.js';
import { UNNAMED, type Face } from '../symbols/face-of.js';
import { namesThrough } from '../symbols/names-through.js';
import type { Resolver } from './open-resolver.js';

/** Of one request: others wait for its end. */
const FILES = 100;

/**
 * Those of `candidates` whose edges may end elsewhere once others see something else under `names` in files with these
 * `faces`: they mention one, or a name under which something else is found for that reason in one of all these files
 * (`export { a as b }`, a function that returns it).
 */
export async function affectedBy(
  { mentioning }: Pick<Resolver, 'mentioning'>,
  { names, faces, candidates }: { names: readonly string[]; faces: readonly Face[]; candidates: readonly string[] },
): Promise<readonly string[]> {
  if (candidates.length === 0 || names.length === 0) return [];
  const given = new Set(names);
  const all = new Set([...names, ...faces.flatMap((face) => namesThrough(face, given))]);
  if (all.has(UNNAMED)) return candidates;
  const affected = new Set<string>();
  for (let known = -1; known < all.size;) {
    known = all.size;
    const left = candidates.filter((path) => !affected.has(path));
    for (const piece of inPieces(left, FILES)) {
      const found = await mentioning(piece, all);
      if (found === null || found.names.includes(UNNAMED)) return candidates;
      for (const name of found.names) all.add(name);
      for (const path of found.paths) affected.add(path);
    }
  }
  return candidates.filter((path) => affected.has(path));
}
