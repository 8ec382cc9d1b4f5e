import type { Claim } from '../../types.js';
import { addedLines } from '../added-lines.js';
import { claimAt } from '../claim-at.js';
import { isFixturePath, isTestPath } from '../test-path.js';
import type { AnalyzedFile } from '../types.js';
import { findSecrets } from './find-secrets.js';

/**
 * Credentials on added lines of `file`. Title, body and evidence never hold the value; `quote` is the exact line,
 * because verification compares it, so whoever renders a claim passes it through `maskSecrets`.
 */
export function analyzeSecrets(file: AnalyzedFile): Claim[] {
  if (isFixturePath(file.path)) return [];
  const added = addedLines(file);
  const text = file.content ?? '';
  const claims: Claim[] = [];
  const matches = findSecrets(text).filter(({ rule }) => rule.kind === 'format' || !isTestPath(file.path));
  let line = 1;
  let offset = 0;
  for (const { rule, start } of matches) {
    for (let next = text.indexOf('\n', offset); next !== -1 && next < start; next = text.indexOf('\n', offset)) {
      line += 1;
      offset = next + 1;
    }
    const quote = added.get(line);
    if (quote === undefined || claims.at(-1)?.line === line) continue;
    claims.push(
      claimAt(rule, file.path, line, quote, `The added line holds a value in the format of rule \`${rule.id}\`.`),
    );
  }
  return claims;
}
