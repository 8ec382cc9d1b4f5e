import { z } from 'zod';
import { editDistance } from '../words/edit-distance.js';

/** Why a finding may be dismissed (review-experience.md, promise 5). */
export const DismissalReason = z.enum(['not a bug', 'intentional here', 'pre-existing', 'out of scope', 'wrong fact']);
export type DismissalReason = z.output<typeof DismissalReason>;

/** The same in programs and addresses (api.md, "Settled"). */
export const REASON_NAMES = {
  not_a_bug: 'not a bug',
  intentional: 'intentional here',
  pre_existing: 'pre-existing',
  out_of_scope: 'out of scope',
  wrong_fact: 'wrong fact',
} as const satisfies Readonly<Record<string, DismissalReason>>;
export type ReasonName = keyof typeof REASON_NAMES;

/** What people write instead, without spaces and hyphens. */
const SPELLINGS: Readonly<Record<DismissalReason, readonly string[]>> = {
  'not a bug': ['notabug', 'notbug', 'nobug', 'notanissue', 'nonissue', 'falsepositive', 'falsealarm'],
  'intentional here': ['intentionalhere', 'intentional', 'intended', 'intentionally', 'bydesign', 'onpurpose'],
  'pre-existing': ['preexisting', 'existedbefore', 'existing', 'alreadythere'],
  'out of scope': ['outofscope', 'outsidescope', 'notinscope', 'unrelated'],
  'wrong fact': ['wrongfact', 'wrongfacts', 'factuallywrong', 'wrong', 'incorrect', 'nottrue', 'untrue'],
};
const MOST_WORDS = 3;

/**
 * The reason that the first words name, and how many they are; null if they name none. One typing error is forgiven in
 * a spelling of seven letters or more, where no words name one as they stand.
 */
export function leadingReason(words: readonly string[]): { reason: DismissalReason; words: number } | null {
  return (
    named(words, (written, spelling) => written === spelling) ??
    named(words, (written, spelling) => isClose(written, spelling))
  );
}

function named(
  words: readonly string[],
  is: (written: string, spelling: string) => boolean,
): { reason: DismissalReason; words: number } | null {
  for (let count = Math.min(MOST_WORDS, words.length); count > 0; count--) {
    const written = words
      .slice(0, count)
      .join('')
      .toLowerCase()
      .replace(/[^a-z]/g, '');
    for (const reason of DismissalReason.options) {
      if (SPELLINGS[reason].some((spelling) => is(written, spelling))) return { reason, words: count };
    }
  }
  return null;
}

/**
 * The one reason whose own words stand somewhere in a text, and no `not` before them; null where none or several do.
 */
export function namedReason(text: string): DismissalReason | null {
  const found = DismissalReason.options.filter((reason) => {
    const words = reason.replaceAll(/[ -]/g, String.raw`[\s-]*`);
    return new RegExp(String.raw`(?<!\bnot\s|n['’]t\s|\w)${words}(?!\w)`, 'i').test(text);
  });
  return found.length === 1 ? (found[0] ?? null) : null;
}

function isClose(written: string, spelling: string): boolean {
  if (spelling.length < 7 || Math.abs(written.length - spelling.length) > 1) return false;
  return editDistance(written, spelling) <= 1;
}
