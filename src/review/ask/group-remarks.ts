import type { Claim } from '../types.js';
import { REMARK_KINDS, type RemarkKind } from './tools/report-remark.js';

const TITLE: Record<RemarkKind, (count: number) => string> = {
  wording: (count) => `${count} wrong words in text that people read`,
  duplication: (count) => `${count} pieces of logic stand in two places that must agree`,
};
const MOST = 12;
const SAME_LINES = 2;

/** The rule of a remark, by which settings and dismissals know it. */
export function remarkRule(kind: RemarkKind): `claude/${RemarkKind}` {
  return `claude/${kind}`;
}

/** Claims with the remarks of each kind as one: at the place of the first, which names all others. Pure. */
export function groupRemarks(claims: readonly Claim[]): Claim[] {
  const others = claims.filter(({ rule }) => !REMARK_KINDS.some((kind) => rule === remarkRule(kind)));
  const grouped = REMARK_KINDS.flatMap((kind) => {
    const own = eachOnce(claims.filter(({ rule, against }) => rule === remarkRule(kind) && against === undefined));
    const [first] = own;
    if (first === undefined) return [];
    if (own.length === 1) return [first];
    const named = own.slice(0, MOST).map(({ path, line, title }) => `\`${path}:${line}\` ${title}.`);
    const more = own.length > MOST ? [`And ${own.length - MOST} more.`] : [];
    return [{ ...first, title: TITLE[kind](own.length), body: [...named, ...more].join('\n\n') }];
  });
  return [...others, ...grouped];
}

/** Several readers may note the same. */
function eachOnce(claims: readonly Claim[]): Claim[] {
  return claims.filter(
    (claim, at) =>
      !claims.slice(0, at).some(({ path, line }) => path === claim.path && Math.abs(line - claim.line) <= SAME_LINES),
  );
}
