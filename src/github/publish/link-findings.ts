import { ownLink, pullAddress } from '../../markdown/own-link.js';

/** Where a row of the summary's table names a finding that is no link yet. */
const ROW = /^(\| \S+ \| )F(\d+)(?= )/gm;

/** A summary in whose table the findings that have a comment lead to it. Pure; applying it twice changes nothing. */
export function linkFindings(
  summary: string,
  comments: readonly { handle: number; commentId: number }[],
  { repositoryUrl, number }: { repositoryUrl: string; number: number },
): string {
  const ids = new Map(comments.map(({ handle, commentId }) => [handle, commentId]));
  return summary.replace(ROW, (row: string, before: string, handle: string) => {
    const id = ids.get(Number(handle));
    if (id === undefined) return row;
    return `${before}${ownLink(`F${handle}`, pullAddress(repositoryUrl, number, { kind: 'comment', id }))}`;
  });
}
