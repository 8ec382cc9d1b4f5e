const LONGEST = 200;

/** A path as it is shown: of one that is too long its end, which tells most. */
export function shortPath(path: string): string {
  return path.length <= LONGEST ? path : `…${path.slice(-LONGEST).replace(/^[\udc00-\udfff]/, '')}`;
}
