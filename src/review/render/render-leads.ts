import { details } from '../../markdown/details.js';
import { codeSpan } from '../../markdown/code-text.js';
import { inertLine } from '../../markdown/inert.js';
import { linesAddress, ownLink } from '../../markdown/own-link.js';
import type { ReviewedLeads } from '../leads/reviewed-leads.js';
import { listed } from './listed.js';
import { shortPath } from './short-path.js';
import type { Change } from '../types.js';

export const WORTH_A_LOOK = 'Worth a look (not verified)';
/** Places that are shown; of the others only the number. */
export const MOST_SHOWN = 10;
const BYTES = 7000;

/** One fold with the places that rules point at and nobody has confirmed; empty: there are none. */
export function renderLeads(
  { open, left }: ReviewedLeads,
  { change, repositoryUrl }: { change: Pick<Change, 'headSha'>; repositoryUrl: string | null },
  clean: (text: string) => string,
): string {
  if (open.length + left === 0) return '';
  const lines = listed(
    open,
    ({ path, line, rule, title }) => {
      const isShown = repositoryUrl !== null && clean(path) === path;
      const address = isShown ? linesAddress(repositoryUrl, change.headSha, { path, line }) : null;
      const where = ownLink(clean(`${shortPath(path)}:${line}`), address);
      return `- ${where} ${inertLine(title, clean)} (${codeSpan(clean(rule))})`;
    },
    { most: MOST_SHOWN, bytes: BYTES, more: () => '' },
  ).filter(Boolean);
  const more = open.length + left - lines.length;
  return details(WORTH_A_LOOK, [...lines, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n'));
}
