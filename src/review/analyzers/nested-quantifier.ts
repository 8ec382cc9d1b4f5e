const ATOM = /\\[pP]\{[^}]*\}|\\.|\[(?:\\.|[^\]\\])*\]|\.|[^()[\]{}|*+?\\]/y;
const QUANTIFIER = /(?:[*+?]|\{\d+(?:,\d*)?\})\??/y;

/** What is longer was not written by a person; looking through it is quadratic. */
const LONGEST = 1000;

/**
 * Whether the regular expression `source` repeats a group whose body can itself match the same text in several ways
 * (`(a+)+$`, `(\w+\s?)*:`), which backtracks exponentially. Only innermost groups without alternation are judged, so
 * that an answer `true` is right; something that can fail must follow the group.
 * Source: https://owasp.org/www-community/attacks/Regular_expression_Denial_of_Service_-_ReDoS
 */
export function hasNestedQuantifier(source: string): boolean {
  if (source.length > LONGEST) return false;
  for (const match of source.matchAll(
    /\((?:\?:|\?<\w+>)?((?:\\.|\[(?:\\.|[^\]\\])*\]|[^()\\[])*)\)(?:[*+]|\{\d+,\})(?!\+)/g,
  )) {
    if (match[0].startsWith('(?') && !/^\(\?(?::|<\w)/.test(match[0])) continue;
    const rest = source.slice(match.index + match[0].length).replace(/^\?/, '');
    if (isAmbiguous(match[1] ?? '') && canFail(rest)) return true;
  }
  return false;
}

function isAmbiguous(body: string): boolean {
  if (body.includes('|')) return false;
  let unbounded = 0;
  for (let at = 0; at < body.length;) {
    ATOM.lastIndex = at;
    const atom = ATOM.exec(body)?.[0];
    if (!atom) return false;
    at += atom.length;
    QUANTIFIER.lastIndex = at;
    const quantifier = QUANTIFIER.exec(body)?.[0] ?? '';
    at += quantifier.length;
    if (/^(?:[*+]|\{\d+,\})/.test(quantifier)) unbounded += 1;
    else if (!/^(?:\?|\{0)/.test(quantifier)) return false;
  }
  return unbounded > 0;
}

function canFail(rest: string): boolean {
  return rest !== '' && !/^\)*(?:\.\*|[*+?]|$)/.test(rest);
}
