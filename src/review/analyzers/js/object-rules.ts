import type { Node } from 'web-tree-sitter';
import { matchOn } from '../node-text.js';
import { perNode } from '../remember.js';
import type { Match, SyntaxRule } from '../types.js';
import { argumentsOf, bare, literalOf, calledBy } from './calls.js';
import { chainOf } from './values/chain.js';
import { guardOf } from './values/guards.js';
import { judge } from './values/judge.js';
import { namesOf } from './values/names-of.js';
import { objectOf } from './values/object-of.js';
import { originOf } from './values/origin.js';
import { isComposed, piecesOf } from './values/pieces.js';
import { sourceOf } from './values/sources.js';
import { matchJudged, worstPiece } from './values/worst-piece.js';

const FINDS =
  /^(?:find|findOne|findOneAndUpdate|findOneAndDelete|findOneAndRemove|findOneAndReplace|updateOne|updateMany|replaceOne|deleteOne|deleteMany|countDocuments|count|exists|distinct|remove|aggregate)$/;
const MONGO = /^(?:mongodb|mongoose|monk|mongojs|mongoist|nedb|@seald-io\/nedb|papr|mongodb-legacy|@nestjs\/mongoose)$/;
/** What may hold an object: a body of JSON, a query string with brackets. */
const HOLDS_OBJECTS = /^(?:body|query|payload|rawBody|json|cookies|valid)$/;
/** Filters of other libraries, whose values are never operators. */
const OTHER_FILTER = /^(?:where|attributes|include|select|relations)$/;
const MERGES =
  /^(?:(?:_|lodash|lodash-es|underscore)\.(?:merge|mergeWith|defaultsDeep|set|setWith|extend)|lodash\.(?:merge|set|defaultsdeep)|deepmerge|merge-deep|deep-extend|defaults-deep|mixin-deep|set-value|dot-prop\.set|object-path\.set)$/;

/** Values of a request that are objects where text was meant. Source: OWASP Top 10, A03. */
export const JS_OBJECT_RULES: readonly SyntaxRule[] = [
  {
    id: 'js/nosql-injection',
    tiers: 'both',
    severity: 'must-fix',
    category: 'security',
    title: 'NoSQL injection: a value of the request becomes part of the filter',
    about: (value) => `NoSQL injection: ${value} becomes part of the filter`,
    body: 'A client can send an object such as `{"$ne": null}` instead of text, which matches every record. Turn the value into text (`String(…)`), or check its type first.',
    nodes: ['call_expression', 'pair'],
    match: (node) => (node.type === 'pair' ? inWhere(node) : inFilter(node)),
  },
  {
    id: 'js/prototype-pollution',
    tiers: 'both',
    severity: 'should-fix',
    category: 'security',
    title: 'Prototype pollution: the request chooses which properties are set',
    about: (value) => `Prototype pollution: ${value} chooses which properties are set`,
    body: 'A key such as `__proto__` or `constructor` reaches the prototype of all objects, and changes what every other request sees. Copy named properties, use a `Map`, or refuse those keys.',
    nodes: ['call_expression', 'assignment_expression'],
    match: (node) => (node.type === 'call_expression' ? inMerge(node) : inDoubleKey(node)),
  },
];

/** `$where` runs as JavaScript in the database. */
function inWhere(pair: Node): false | Match {
  const key = pair.childForFieldName('key');
  const value = pair.childForFieldName('value');
  if (!value || (literalOf(key) ?? key?.text) !== '$where') return false;
  const pieces = piecesOf(value);
  const worst = worstPiece(pieces, 'code');
  return worst !== null && (worst.kind !== 'unknown' || isComposed(pieces)) && matchJudged(worst);
}

function inFilter(call: Node): false | Match {
  const callee = calledBy(call);
  const method = callee?.childForFieldName('property')?.text ?? '';
  const [filter] = argumentsOf(call);
  if (!filter) return false;
  if (method === '$where') {
    const worst = worstPiece(piecesOf(filter), 'code');
    return worst?.kind === 'request' && matchJudged(worst);
  }
  if (!FINDS.test(method) || isArrayFind(method, filter)) return false;
  const isMongo = usesMongo(call.tree.rootNode) || /\bcollection\(/.test(callee?.text.slice(-200) ?? '');
  const found = valueWithOperators(filter, 4);
  return found !== null && matchOn(bare(found), isMongo ? undefined : 'lead');
}

function isArrayFind(method: string, filter: Node): boolean {
  return (
    method === 'find' &&
    /^(?:arrow_function|function_expression|identifier)$/.test(bare(filter).type) &&
    objectOf(filter) === undefined
  );
}

/** The first value in a filter that a client may send as an object. */
function valueWithOperators(node: Node, depth: number): Node | null {
  if (depth <= 0) return null;
  const object = objectOf(node);
  if (!object) return maySendObject(node) ? node : null;
  for (const child of object.namedChildren.slice(0, 100)) {
    const key = child.childForFieldName('key');
    const name = literalOf(key) ?? key?.text ?? child.text.slice(0, 60);
    if (OTHER_FILTER.test(name)) return null;
    // `{ $eq: value }`: whatever it is, it is compared as it is.
    if (/^\$(?:eq|set|inc|push|text|search)$/.test(name)) continue;
    const value =
      child.type === 'pair'
        ? child.childForFieldName('value')
        : child.type === 'spread_element'
          ? child.namedChild(0)
          : child;
    const found =
      value && (bare(value).type === 'object' || maySendObject(value)) ? valueWithOperators(value, depth - 1) : null;
    if (found) return found;
  }
  return null;
}

function maySendObject(node: Node): boolean {
  const value = bare(node);
  if (!/^(?:identifier|shorthand_property_identifier|member_expression|subscript_expression)$/.test(value.type))
    return false;
  const chain = chainOf(value);
  if (!chain || sourceOf(chain) !== 'request' || !chain.steps.some((step) => HOLDS_OBJECTS.test(step))) return false;
  return guardOf(value, 'object') === null && !chain.steps.includes('valid');
}

const usesMongo = perNode(
  (root: Node): boolean =>
    root.namedChildren.some(
      (statement) =>
        statement.type === 'import_statement' && MONGO.test(literalOf(statement.childForFieldName('source')) ?? ''),
    ) || (namesOf(root).calls.get('require') ?? []).some((call) => MONGO.test(literalOf(argumentsOf(call)[0]) ?? '')),
);

/** Libraries that merge deeply; newer versions of some refuse the dangerous keys, so it is a lead. */
function inMerge(call: Node): false | Match {
  const origin = originOf(calledBy(call)) ?? '';
  const args = argumentsOf(call);
  const isDeepExtend = /^(?:\$|jQuery|extend)(?:\.extend)?$/.test(origin) && args[0]?.text === 'true';
  if (!MERGES.test(origin) && !isDeepExtend) return false;
  const chosen = args.find((arg) => judge(arg, 'code') === 'request');
  return chosen !== undefined && matchOn(bare(chosen), 'lead');
}

/** `table[a][b] = value`, where the client chooses `a` and `b`. */
function inDoubleKey(assignment: Node): false | Match {
  const left = assignment.childForFieldName('left');
  const holder = left?.childForFieldName('object');
  const outer = left?.type === 'subscript_expression' ? left.childForFieldName('index') : null;
  const inner = holder && bare(holder).type === 'subscript_expression' ? bare(holder).childForFieldName('index') : null;
  if (!outer || !inner || literalOf(outer) !== null) return false;
  return judge(inner, 'code') === 'request' && judge(outer, 'code') === 'request' && matchOn(bare(inner));
}
