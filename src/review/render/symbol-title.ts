import { summaryText } from '../../markdown/details.js';
import { cutText } from '../../words/cut-text.js';
import type { ChangeHistory } from '../history/types.js';

const MOST = 2;
const LONGEST = 60;

/** Pieces of the title of the context's fold (HTML): contracts that break callers, and pull requests that collide. */
export function symbolTitle(
  { contracts = [], collisions = [] }: ChangeHistory,
  clean: (text: string) => string,
): string[] {
  const breaking = contracts.filter(({ breaks }) => breaks);
  const names = breaking.slice(0, MOST).map(({ name }) => `<code>${summaryText(clean(cutText(name, LONGEST)))}</code>`);
  const numbers = [...new Set(collisions.map(({ number }) => number))].slice(0, MOST);
  return [
    ...(names.length === 0 ? [] : [`changes the contract of ${names.join(' ')}`]),
    ...(numbers.length === 0
      ? []
      : [
          `open ${numbers.map((number) => `<code>#${number}</code>`).join(' ')} ${numbers.length === 1 ? 'collides' : 'collide'}`,
        ]),
  ];
}
