import type { DismissalText } from '../ledger/read-dismissal-texts.js';

/** `not a bug (it is a demo), until 2026-02-01`. */
export function dismissalText({
  reason,
  text,
  expiresAt,
}: Pick<DismissalText, 'reason' | 'text' | 'expiresAt'>): string {
  const more = text === '' ? '' : ` (${text.replaceAll(/\s+/g, ' ')})`;
  return `${reason}${more}${expiresAt === null ? '' : `, until ${expiresAt.toISOString().slice(0, 10)}`}`;
}
