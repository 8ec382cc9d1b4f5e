import fc from 'fast-check';
import { expect, it } from 'vitest';
import { matchEntries, type KnownEntry } from '../../../src/memory/files/match-entries.js';
import { entryKey, type FileEntry } from '../../../src/memory/files/parse-memory-file.js';
import { likeness } from '../../../src/words/words-of.js';

const PLACE = { type: 'project_rule', pathGlob: null, symbol: null, rule: null } as const;

function entry(text: string, pathGlob: string | null = null): FileEntry {
  const said = { ...PLACE, text, pathGlob };
  return { ...said, line: 1, expiresAt: null, key: entryKey(said) };
}

function held(id: string, text: string, pathGlob: string | null = null): KnownEntry {
  return { ...PLACE, id, text, pathGlob, isHeld: true };
}

/** The id that each entry was matched with. */
function idsOf(entries: readonly FileEntry[], known: readonly KnownEntry[]): (string | undefined)[] {
  const { matched } = matchEntries(entries, known);
  return entries.map((one) => matched.get(one)?.id);
}

it('An edited entry is the first one of its place of which two in five words are the same, and no two entries are one', () => {
  const known = [
    held('other', 'Logs are written with pino'),
    held('one', 'Dates are kept in UTC'),
    held('far', 'Dates are kept in UTC, too', 'src/**'),
  ];
  expect(idsOf([entry('Dates and times are kept in UTC')], known)).toEqual(['one']);
  expect(idsOf([entry('Dates and times are kept in UTC'), entry('Dates, too, are kept in UTC')], known)).toEqual([
    'one',
    undefined,
  ]);
  expect(idsOf([entry('Nothing of it')], known)).toEqual([undefined]);
  expect(matchEntries([], known).gone).toEqual(known);
});

it('What is in one place is matched as by comparing each with each', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), { minLength: 1, maxLength: 7 });
  fc.assert(
    fc.property(fc.array(text, { maxLength: 8 }), fc.array(text, { maxLength: 8 }), (now, before) => {
      // In other letters than before, so that none says the very same.
      const entries = now.map((words) => entry(`${words.join(' ')} now`));
      const known = before.map((words, at) => held(String(at), `${words.join(' ')} before`));
      const free = new Set(known);
      const expected = entries.map((one) => {
        const found = [...free].find(({ text: other }) => likeness(wordsIn(one.text), wordsIn(other)) >= 0.4);
        if (found !== undefined) free.delete(found);
        return found?.id;
      });
      expect(idsOf(entries, known)).toEqual(expected);
    }),
  );
});

function wordsIn(text: string): Set<string> {
  return new Set(text.split(' '));
}
