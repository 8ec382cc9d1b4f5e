import type { Node } from 'web-tree-sitter';
import { tailOf } from '../node-text.js';
import type { SyntaxRule } from '../types.js';
import { argumentsOf, bare, calleeOf, propertyOf, calledBy } from './calls.js';
import { isResponse } from './handlers.js';
import { judge } from './values/judge.js';
import { objectOf } from './values/object-of.js';
import { originOf } from './values/origin.js';
import { piecesOf, type Piece } from './values/pieces.js';
import { isHarmless, matchJudged, worstPiece, type Judged } from './values/worst-piece.js';

/** Values that become markup. Source: OWASP Top 10, A03. */
export const JS_MARKUP_RULES: readonly SyntaxRule[] = [
  {
    id: 'js/inner-html',
    tiers: 'both',
    severity: 'must-fix',
    category: 'security',
    title: 'Cross-site scripting: a value is put into the page as HTML',
    about: (value) => `Cross-site scripting: ${value} is put into the page as HTML`,
    body: "The value becomes part of the page as HTML, so a value with a tag in it runs script in the reader's session. Set `textContent`, build elements, or sanitise the value first.",
    nodes: ['assignment_expression', 'augmented_assignment_expression', 'call_expression'],
    match: (node) => {
      const markup = markupOf(node);
      const found = markup && inMarkup(piecesOf(markup));
      return found !== null && matchJudged(found);
    },
  },
  {
    id: 'js/dangerous-html',
    tiers: 'both',
    severity: 'must-fix',
    category: 'security',
    title: 'Cross-site scripting: React renders a value as raw HTML',
    about: (value) => `Cross-site scripting: React renders ${value} as raw HTML`,
    body: "`dangerouslySetInnerHTML` puts the value into the page unescaped. If any of it comes from a user, it runs script in the reader's session. Render it as text, or sanitise it first (for example with DOMPurify).",
    nodes: ['jsx_attribute'],
    match: (attribute) => {
      if (attribute.namedChild(0)?.text !== 'dangerouslySetInnerHTML') return false;
      const html = propertyOf(objectOf(attribute.namedChild(1)?.namedChild(0) ?? undefined), '__html');
      if (!html) return false;
      const worst = worstPiece(piecesOf(html), 'html');
      if (worst === null || (worst.kind === 'unknown' && !isPlain(worst.node))) return false;
      return matchJudged(worst);
    },
  },
  {
    id: 'js/response-html',
    tiers: 'both',
    severity: 'must-fix',
    category: 'security',
    title: 'Cross-site scripting: a value of the request is sent back as HTML',
    about: (value) => `Cross-site scripting: ${value} is sent back as HTML`,
    body: "The answer is HTML, and the value stands in it unescaped: a link with a tag in it runs script in the reader's session. Render it with a template that escapes, or escape the value.",
    nodes: ['call_expression', 'new_expression', 'assignment_expression'],
    match: (node) => {
      const answer = answerOf(node);
      if (!answer) return false;
      const pieces = piecesOf(answer);
      const isHtml = pieces.some((piece) => typeof piece === 'string' && /<[a-z!/]/i.test(piece));
      const worst = worstPiece(pieces, 'html');
      if (!isHtml || worst === null) return false;
      return (worst.kind === 'request' || worst.kind === 'derived') && matchJudged(worst);
    },
  },
  {
    id: 'js/autoescape-off',
    severity: 'should-fix',
    category: 'security',
    title: 'A template engine does not escape values',
    body: "With escaping off, every value in a template becomes HTML: a name with a tag in it runs script in the reader's session. Leave it on, and mark the few values that are HTML as safe.",
    nodes: ['pair'],
    match: (pair) => {
      const key = pair.childForFieldName('key')?.text.replaceAll(/["']/g, '') ?? '';
      const value = pair.childForFieldName('value')?.text;
      return (/^auto_?escape$/i.test(key) && value === 'false') || (key === 'noEscape' && value === 'true');
    },
  },
];

function markupOf(node: Node): Node | null {
  if (node.type !== 'call_expression') {
    const target = node.childForFieldName('left');
    return target && /\.(?:innerHTML|outerHTML|srcdoc)$/.test(tailOf(target)) ? node.childForFieldName('right') : null;
  }
  const [first, second] = argumentsOf(node);
  const callee = calleeOf(node);
  if (callee.endsWith('.insertAdjacentHTML')) return second ?? null;
  if (callee.endsWith('.createContextualFragment')) return first ?? null;
  if (/^document\.write(?:ln)?$/.test(originOf(calledBy(node)) ?? '')) return first ?? null;
  return /^(?:\$|jQuery)\(.*\)\.(?:html|append|prepend|after|before|replaceWith)$/.test(callee)
    ? (first ?? null)
    : null;
}

/** A value from outside; of other values those that stand in a markup of which they are no element themselves. */
function inMarkup(pieces: readonly Piece[]): Judged | null {
  const worst = worstPiece(pieces, 'html');
  if (worst === null || worst.kind !== 'unknown') return worst;
  if (!pieces.some((piece) => typeof piece === 'string' && piece.includes('<'))) return null;
  const plain = pieces.find(
    (piece) => typeof piece !== 'string' && isPlain(piece) && !isHarmless(judge(piece, 'html')),
  );
  return plain === undefined || typeof plain === 'string' ? null : { node: plain, kind: 'unknown' };
}

/** Whether a value is a name or a property: what an unknown call gives is most likely markup that it made. */
function isPlain(node: Node): boolean {
  const value = bare(node);
  if (value.type === 'binary_expression') return true;
  return (
    /^(?:identifier|member_expression|subscript_expression)$/.test(value.type) &&
    !/^[A-Z][A-Z0-9_]*$|\.(?:inner|outer)HTML$/.test(tailOf(value, 60))
  );
}

/**
 * What a handler answers with: the argument of `res.send`, of `c.html`, of `new Response`, or the value of `ctx.body`.
 */
function answerOf(node: Node): Node | null {
  if (node.type === 'assignment_expression')
    return /^(?:ctx|context)\.(?:response\.)?body$/.test(tailOf(node.childForFieldName('left')))
      ? node.childForFieldName('right')
      : null;
  const [first] = argumentsOf(node);
  if (!first) return null;
  if (node.type === 'new_expression') return calleeOf(node) === 'Response' ? first : null;
  const callee = calledBy(node);
  const method = callee?.childForFieldName('property')?.text ?? '';
  if (method === 'html' && /^(?:c|ctx|context)\.html$/.test(calleeOf(node))) return first;
  return /^(?:send|write|end)$/.test(method) && isResponse(callee?.childForFieldName('object') ?? null) ? first : null;
}
