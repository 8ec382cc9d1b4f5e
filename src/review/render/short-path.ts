const LONGEST = 200;

/**
 * A path as it is shown: of one that is too long its end, which tells most. What looks like HTML or an image is encoded
 * as in an address, so that no reader of the source takes it for one either.
 */
export function shortPath(path: string): string {
  const short = path.length <= LONGEST ? path : `…${path.slice(-LONGEST).replace(/^[\udc00-\udfff]/, '')}`;
  return short.replaceAll('<', '%3C').replaceAll('>', '%3E').replaceAll('![', '%21[');
}
