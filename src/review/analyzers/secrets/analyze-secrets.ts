import { isNobodysWork } from '../../plan/triage-file.js';
import type { Claim } from '../../types.js';
import { addedLines } from '../added-lines.js';
import { claimAt } from '../claim-at.js';
import { isTestPath } from '../../../syntax/paths/test-path.js';
import type { AnalyzedFile } from '../types.js';
import { fileKind } from './file-kind.js';
import { findSecrets, type SecretMatch } from './find-secrets.js';
import { judgeIn } from './in-context.js';

/**
 * Credentials on added lines of `file`. What a format proves is looked for in every file, what only its place makes one
 * not in tests nor in what no person wrote. Title, body and evidence never hold the value; `quote` is the exact line,
 * because verification compares it, so whoever renders a claim passes it through `maskSecrets`.
 */
export function analyzeSecrets(file: AnalyzedFile): Claim[] {
  const { path } = file;
  const text = file.content ?? '';
  const onlyFormats = isTestPath(path) || isNobodysWork(path);
  const added = addedLines(file);
  const byLine = new Map<number, SecretMatch>();
  const judge = judgeIn({ path, text });
  let line = 1;
  let offset = 0;
  for (const found of findSecrets(text, fileKind(path))) {
    if (onlyFormats && found.rule.kind !== 'format') continue;
    for (let next = text.indexOf('\n', offset); next !== -1 && next < found.start; next = text.indexOf('\n', offset)) {
      line += 1;
      offset = next + 1;
    }
    if (!added.has(line)) continue;
    const match = judge(found);
    const known = byLine.get(line);
    if (match !== null && (known === undefined || (known.tier === 'lead' && match.tier === 'certain')))
      byLine.set(line, match);
  }
  return [...byLine].map(([at, match]) => claimOf(match, path, at, added.get(at) ?? ''));
}

function claimOf({ rule, title, tier, severity }: SecretMatch, path: string, line: number, quote: string): Claim {
  const info = { ...rule, severity, title, tier: tier ?? 'lead' };
  return claimAt(info, path, line, quote, `The added line holds a value in the format of rule \`${rule.id}\`.`);
}
