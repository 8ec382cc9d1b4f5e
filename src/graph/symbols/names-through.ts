import { UNNAMED, type Face } from './face-of.js';

const STRING = /"(?:[^"\\]|\\.)*"/g;

/** Whether one of `names` stands in `json` as a string of its own. */
export function mentions(json: string, names: ReadonlySet<string>): boolean {
  for (const [text] of json.matchAll(STRING)) {
    if (names.has(text.includes('\\') ? (JSON.parse(text) as string) : text.slice(1, -1))) return true;
  }
  return false;
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
    for (const [name, text] of face) {
      if (found.has(name) || !(name === UNNAMED ? mentions(text, all) : all.has(name) || mentions(text, all))) continue;
      found.add(name);
      if (name !== UNNAMED) all.add(name);
    }
  }
  return [...found];
}
