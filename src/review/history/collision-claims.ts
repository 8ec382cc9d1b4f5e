import { cutText } from '../../words/cut-text.js';
import { claimAt } from '../analyzers/claim-at.js';
import type { ChangeHistory, SymbolCollision } from './types.js';
import type { Change, ChangedFile, Claim, LedgerFinding } from '../types.js';
import { cutKey } from '../verify/keep-claims.js';
import { HISTORY_RULES } from './history-rules.js';

const MOST = 2;

/**
 * What is said at a line that calls a symbol whose contract an open pull request changes. `unknown`: what was said
 * before and cannot be judged now, because open pull requests were not compared (all of them), or not all is said.
 * Pure.
 */
export function collisionClaims(
  history: ChangeHistory | undefined,
  { files }: Pick<Change, 'files'>,
  earlier: readonly Pick<LedgerFinding, 'rule' | 'path'>[],
): { claims: Claim[]; unknown: string[] } {
  const told = earlier.filter(({ rule }) => rule === HISTORY_RULES.collision.id).map(cutKey);
  if (history?.collisions === undefined) return { claims: [], unknown: told };
  const claims = history.collisions.flatMap((collision) =>
    collision.kind === 'contract'
      ? claimOf(
          collision,
          files.find(({ path }) => path === collision.at?.path),
        )
      : [],
  );
  const unsaid = new Set(claims.slice(MOST).map(cutKey));
  const isCut = history.cut?.includes('collisions') ?? false;
  return { claims: claims.slice(0, MOST), unknown: told.filter((key) => isCut || unsaid.has(key)) };
}

/** Where the call stands in the diff; elsewhere the fold of the context tells it. */
function claimOf({ number, title, path, name, changes, at }: SymbolCollision, file: ChangedFile | undefined): Claim[] {
  const line = file?.hunks
    .flatMap(({ lines }) => lines)
    .find(({ newLine }) => newLine !== null && newLine === at?.line);
  if (!file || at === null || line === undefined) return [];
  const { collision: rule } = HISTORY_RULES;
  const what = changes.length === 0 ? '' : `: ${changes.slice(0, 3).join('; ')}`;
  const resolved = `The call was resolved to \`${name}\` in ${path}`;
  const evidence = `${resolved}, whose contract was compared before and after #${number}.`;
  return [
    {
      ...claimAt(rule, file.path, at.line, line.text, evidence),
      about: `#${number} ${path} ${name}`,
      title: `\`${name}\`, called here, has another contract in open #${number}`,
      body: `#${number} ("${cutText(title, 120)}") changes it${what}. ${rule.body}`,
    },
  ];
}
