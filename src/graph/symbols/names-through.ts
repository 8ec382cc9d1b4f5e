import { UNNAMED, type Face } from './face-of.js';

/**
 * Tells whether one of `names` stands in a JSON text as a string of its own. One that JSON writes otherwise may do so
 * anywhere.
 */
export function mentioning(names: ReadonlySet<string>): (json: string) => boolean {
  const isPlain = [...names].every((name) => JSON.stringify(name) === `"${name}"`);
  return (json) => !isPlain || json.split('"').some((part) => names.has(part));
}

/**
 * Under which names of a file others find something else once that is so for `names`, theirs or those of other files:
 * what is made of them, typed by them, inherited from them, or exported again. `UNNAMED` among them: under any name.
 */
export function namesThrough(face: Face, names: ReadonlySet<string>): string[] {
  const found = new Set<string>();
  const all = new Set(names);
  for (let seen = -1; seen < found.size;) {
    seen = found.size;
    const mentions = mentioning(all);
    for (const [name, text] of face) {
      if (found.has(name) || !((name !== UNNAMED && all.has(name)) || mentions(text))) continue;
      found.add(name);
      if (name !== UNNAMED) all.add(name);
    }
  }
  return [...found];
}
