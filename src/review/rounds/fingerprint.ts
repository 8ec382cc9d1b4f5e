import { createHash } from 'node:crypto';
import { storableText } from '../../words/storable-text.js';
import type { Claim } from '../types.js';

type Identity = Pick<Claim, 'rule' | 'path' | 'quote' | 'about'>;

/**
 * The identity of each claim over the rounds: rule, path, normalised line and what is spoken of beside it, with a
 * counter for equal ones in the order given. It survives moved lines and other indentation.
 */
export function fingerprints(claims: readonly Identity[]): string[] {
  const counts = new Map<string, number>();
  return claims.map(({ rule, path, quote, about }) => {
    const key = JSON.stringify([rule, path, normalisedLine(quote), ...(about ? [about] : [])]);
    const nth = counts.get(key) ?? 0;
    counts.set(key, nth + 1);
    return createHash('sha256').update(`${key}#${nth}`).digest('hex');
  });
}

/** A line without indentation and with single spaces; the same for one from a file and one that the ledger kept. */
export function normalisedLine(text: string): string {
  return storableText(text).replaceAll(/\s+/g, ' ').trim();
}
