import { cutText } from '../../../words/cut-text.js';
import { callersText } from '../../history/contract-text.js';
import type { ChangeHistory } from '../../history/types.js';

const MOST = 8;
const LONGEST = 160;

/** Contracts that change, and open pull requests that change what this one calls or changes: a line each. Pure. */
export function symbolsText({
  contracts = [],
  collisions = [],
}: Pick<ChangeHistory, 'contracts' | 'collisions'>): string[] {
  return [
    ...contracts
      .slice(0, MOST)
      .map(
        (contract) =>
          `- contract of ${contract.name} in ${contract.path} changed${callersText(contract)}: ${short(contract.before)} → ${short(contract.after)}`,
      ),
    ...collisions.slice(0, MOST).map(({ number, kind, path, name, changes, at }) => {
      const where = at === null ? '' : ` (${at.path}:${at.line})`;
      return kind === 'contract'
        ? `- open pull request #${number} changes the contract of ${name} in ${path}, which this change calls${where}: ${short(changes.join('; '))}`
        : `- open pull request #${number} changes ${name} in ${path} too`;
    }),
  ];
}

function short(text: string): string {
  return cutText(text, LONGEST);
}
