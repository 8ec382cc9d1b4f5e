import type { Node } from 'web-tree-sitter';
import { isSqlStatement, placesInSql, type SqlPlace } from '../sql-text.js';
import type { SyntaxRule } from '../types.js';
import { argumentsOf, bare, propertyOf, calledBy } from './calls.js';
import { judge } from './values/judge.js';
import { bindingAt } from './values/names-of.js';
import { objectOf } from './values/object-of.js';
import { originOf } from './values/origin.js';
import { piecesOf, type Piece } from './values/pieces.js';
import { matchJudged, type Judged } from './values/worst-piece.js';

/** Methods of database clients that run a statement. */
const RUNS =
  /^(?:query|queryRaw|queryAsync|querySync|queryArray|queryObject|execute|executeSql|execSql|executeQuery|runQuery|rawQuery|raw|prepare|\$queryRaw|\$executeRaw|\$queryRawUnsafe|\$executeRawUnsafe|all|get|run|exec|each|unsafe|one|oneOrNone|many|manyOrNone|any|none|result|multi|simple|stream|batch)$/;
/** Methods that take a whole statement and nothing else, so that a value of the client alone is one. */
const RUNS_ANY = /^(?:query|execute|raw|rawQuery|prepare|unsafe|\$queryRawUnsafe|\$executeRawUnsafe|exec|run|all)$/;
/** Methods of query builders that take a part of a statement as it is. */
const TAKES_PART =
  /^(?:(?:and|or)?(?:where|having)(?:not)?raw|(?:order|group)byraw|joinraw|fromraw|columnraw|selectraw|raw|literal)$/i;
/** Methods of query builders that take a condition as text. */
const TAKES_CONDITION = /^(?:(?:and|or)?(?:where|having)|(?:left|inner)?join(?:andselect)?)$/i;
const TAKES_ORDER = /^(?:orderBy|addOrderBy|groupBy|addGroupBy|select|addSelect)$/;
const DATABASE_NAME =
  /(?:^|[a-z_$])(?:db|pool|conn|connection|database|repository|repo|sequelize|knex|prisma|datasource|queryrunner|entitymanager|manager|trx|tx|client|sqlite|mysql|postgres|pg|pgp|sql|dbh|orm|transaction)$/i;
const DATABASE_MODULE =
  /^(?:new )?(?:pg|pg-promise|postgres|mysql2?|mysql2\/promise|mariadb|sqlite3?|better-sqlite3|node:sqlite|knex|sequelize|typeorm|@prisma\/client|drizzle-orm|mssql|oracledb|@neondatabase\/serverless|@vercel\/postgres|kysely|slonik|@mikro-orm\/\w+|tedious)(?:[./(]|$)/;
const COMPARES = /[\w"`\]).]\s*(?:=|<>|!=|<=?|>=?|\b(?:i?like|in\s*\(|between))\s*\(?\s*['"]?%?$/i;

/** Values that end up in a query. Source: OWASP Top 10, A03. */
export const JS_SQL_RULES: readonly SyntaxRule[] = [
  {
    id: 'js/sql-injection',
    tiers: 'both',
    severity: 'must-fix',
    category: 'security',
    title: 'SQL injection: a value is put into the query',
    about: (value) => `SQL injection: ${value} is put into the query`,
    body: 'A value with a quote in it changes what the query does. Whoever controls the value can read or change the whole database. Pass it as a parameter (`$1`, `?`) instead; names of tables and columns come from a fixed list.',
    nodes: ['call_expression'],
    match: (call) => {
      const callee = calledBy(call);
      const name = callee?.childForFieldName('property')?.text ?? callee?.text.slice(0, 60) ?? '';
      const first = argumentsOf(call)[0];
      if (!first) return false;
      const found = inStatement(call, name, first) ?? inPart(call, name, first);
      return found !== null && matchJudged(found);
    },
  },
];

function inStatement(call: Node, name: string, first: Node): Judged | null {
  if (!RUNS.test(name)) return null;
  const statement = statementOf(first);
  if (!statement) return null;
  const pieces = piecesOf(statement);
  if (pieces.length === 1 && typeof pieces[0] !== 'string')
    return RUNS_ANY.test(name) && isDatabase(call) ? chosen(statement) : null;
  const fixed = fixedOf(pieces);
  if (!isSqlStatement(fixed)) return null;
  return worstPlaced(pieces, placesInSql(fixed), () => isDatabase(call));
}

/** The text of `query(text)`, `query({ text })`, `query({ sql })`. */
function statementOf(first: Node): Node | null {
  const object = objectOf(first);
  if (!object) return first;
  return propertyOf(object, 'text') ?? propertyOf(object, 'sql') ?? propertyOf(object, 'query');
}

function inPart(call: Node, name: string, first: Node): Judged | null {
  if (TAKES_ORDER.test(name)) return isQueryBuilder(call) ? chosen(first) : null;
  if (TAKES_PART.test(name)) {
    if (/^(?:raw|literal)$/.test(name) && !isDatabase(call)) return null;
    const pieces = piecesOf(first);
    if (pieces.length === 1 && typeof pieces[0] !== 'string') return chosen(first);
    return worstPlaced(pieces, placesInSql(fixedOf(pieces), { fragment: true }), () => true);
  }
  if (!TAKES_CONDITION.test(name)) return null;
  const pieces = piecesOf(first);
  const compared = pieces.filter((_, index) => {
    const before = pieces[index - 1];
    return typeof before === 'string' && COMPARES.test(before.slice(-100));
  });
  return worstPlaced(
    compared,
    compared.map((piece) => (typeof piece === 'string' ? null : 'value')),
    () => true,
  );
}

function fixedOf(pieces: readonly Piece[]): (string | null)[] {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : null));
}

/**
 * The most harmful piece in its place: a value of any origin, the name of something or a whole clause only of a client.
 */
function worstPlaced(
  pieces: readonly Piece[],
  places: readonly (SqlPlace | null)[],
  isSure: () => boolean,
): Judged | null {
  const nodes = pieces.filter((piece) => typeof piece !== 'string');
  let lead: Judged | null = null;
  for (const [index, node] of nodes.entries()) {
    const place = places[index] ?? null;
    if (place === null) continue;
    const kind = judge(node, 'sql');
    if (kind === 'request' && (place === 'value' || isSure())) return { node, kind };
    const counts =
      kind === 'derived' ||
      kind === 'request' ||
      (kind === 'unknown' && (place === 'value' || (place === 'name' && isParameter(node) && isSure())));
    if (counts) lead ??= { node, kind: 'unknown' };
  }
  return lead;
}

/** A text that a client chose as a whole. */
function chosen(node: Node): Judged | null {
  const kind = judge(node, 'sql');
  return kind === 'request' || kind === 'derived' ? { node, kind } : null;
}

function isParameter(node: Node): boolean {
  const value = bare(node);
  return value.type === 'identifier' && bindingAt(value)?.kind === 'parameter';
}

/**
 * Whether what a method is called on is a database client or a query builder, by where it comes from or by its usual
 * name.
 */
function isDatabase(call: Node): boolean {
  const callee = calledBy(call);
  if (DATABASE_MODULE.test(originOf(callee) ?? '')) return true;
  let receiver = callee?.childForFieldName('object') ?? null;
  for (let count = 0; receiver !== null && count < 10; count += 1) {
    const node: Node = bare(receiver);
    const name = node.childForFieldName('property')?.text ?? (node.type === 'identifier' ? node.text : '');
    if (DATABASE_NAME.test(name) || /^(?:Prisma|Sequelize)$/.test(name)) return true;
    receiver = node.type === 'call_expression' ? calledBy(node) : node.childForFieldName('object');
  }
  return false;
}

/** Whether a call stands in a chain that began with TypeORM's `createQueryBuilder`. */
function isQueryBuilder(call: Node): boolean {
  let node: Node | null = calledBy(call);
  for (let count = 0; node !== null && count < 40; count += 1) {
    if (node.childForFieldName('property')?.text === 'createQueryBuilder') return true;
    const inner: Node | null = node.childForFieldName('object') ?? calledBy(node);
    node =
      inner === null && node.type === 'identifier' ? (bindingAt(node)?.gives[0]?.value ?? null) : inner && bare(inner);
  }
  return false;
}
