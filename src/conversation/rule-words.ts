import { inertLine, inertText } from '../markdown/inert.js';
import type { LedgerFinding } from '../review/types.js';

/** What a rule says of its finding needs no model. */
export function ruleWords({ handle, title, body, evidence }: LedgerFinding, clean: (text: string) => string): string {
  return [`F${handle}: ${inertLine(title, clean)}`, inertText(body, clean), inertText(evidence, clean)]
    .filter((part) => part !== '')
    .join('\n\n');
}
