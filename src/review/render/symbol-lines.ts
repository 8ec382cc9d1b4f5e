import { callersText } from '../history/contract-text.js';
import type { ChangeHistory } from '../history/types.js';
import type { HistoryWriter } from './history-lines.js';

const MOST = 5;
const MOST_SAID = 3;

/**
 * Contracts that change, and open pull requests that change what this one calls or changes, for the fold of the
 * context.
 */
export function symbolLines({ contracts = [], collisions = [] }: ChangeHistory, written: HistoryWriter): string[] {
  return [
    ...contracts.slice(0, MOST).map((contract) => {
      const { path, name, changes = [] } = contract;
      const said = changes.length === 0 ? '' : `: ${changes.slice(0, MOST_SAID).map(written.inert).join('; ')}`;
      return `- contract of ${written.code(name)} in ${written.path(path)} changed${callersText(contract)}${said}`;
    }),
    ...collisions.slice(0, MOST).map(({ number, title, kind, path, name, changes, at }) => {
      const pull = written.past({ number, sha: null, title });
      if (kind === 'same symbol') return `- open ${pull} changes ${written.code(name)} in ${written.path(path)} too`;
      const where = at === null ? '' : ` (${written.path(at.path)})`;
      const said = changes.length === 0 ? '' : `: ${changes.slice(0, MOST_SAID).map(written.inert).join('; ')}`;
      return `- open ${pull} changes the contract of ${written.code(name)} in ${written.path(path)}, which this change calls${where}${said}`;
    }),
  ];
}
