import type { Node } from 'web-tree-sitter';
import { queryIn } from '../flow/found.js';
import type { Match, SyntaxRule } from '../types.js';
import { keywordOf, positionalOf } from './calls.js';
import { calledName, isParameter } from './names.js';
import { valuesFor } from './values.js';

/** What takes nothing but a query: a value of the client that is one is as bad as one in it. */
const TAKES_SQL =
  /(?:^|\.)(?:execute|executemany|executescript|raw|read_sql|read_sql_query|exec_driver_sql|execute_sql)$/;
/** Drivers such as asyncpg, databases, aiomysql, clickhouse. */
const MAY_TAKE_SQL =
  /\.(?:fetch|fetchrow|fetchval|fetchall|fetch_all|fetch_one|fetch_val|iterate|cursor|prepare|query|mogrify|execute_query|copy_from_query)$/;
const TEXT_OF_SQLALCHEMY = /^text$|^(?:flask_)?sqlalchemy\.[\w.()]*text$|(?:^|\.)SQLAlchemy\(\)\.text$/;
const FRAGMENT = /(?:^|\.)(?:RawSQL|literal_column)$/;
const COMPOSED_BY_PSYCOPG = /^psycopg2?\.sql\.SQL$/;
const NAMES_OF_QUERY = ['query', 'sql', 'statement', 'operation', 'stmt', 'text'];

/** Values that become part of a query. Source: OWASP Top 10, A03. */
export const PYTHON_SQL_RULES: readonly SyntaxRule[] = [
  {
    id: 'py/sql-injection',
    tiers: 'both',
    severity: 'must-fix',
    category: 'security',
    title: 'SQL injection: a value is put into the query',
    about: (value) => `SQL injection: ${value} is put into the query`,
    body: 'A value with a quote in it changes what the query does. Whoever controls the value can read or change the whole database. Pass it as a parameter of `execute` instead; a name of a table or a column comes from a fixed list.',
    nodes: ['call'],
    match: (call) => {
      const name = calledName(call);
      if (/(?:^|\.)extra$/.test(name)) return matchExtra(call);
      const isFragment = FRAGMENT.test(name) || TEXT_OF_SQLALCHEMY.test(name);
      const takesSql = TAKES_SQL.test(name) && !/^\.\w+$/.test(name);
      if (!isFragment && !takesSql && !MAY_TAKE_SQL.test(name) && !COMPOSED_BY_PSYCOPG.test(name)) return false;
      const query =
        positionalOf(call)[0] ?? NAMES_OF_QUERY.map((word) => keywordOf(call, word)).find((one) => one !== null);
      return query ? matchQuery(query, { isFragment, takesSql }) : false;
    },
  },
];

function matchQuery(query: Node, { isFragment, takesSql }: { isFragment: boolean; takesSql: boolean }): false | Match {
  return queryIn(query, valuesFor(query, 'sql'), { fragment: isFragment, wholly: takesSql, isParameter });
}

/** Django: `.extra(where=[…], select={…}, order_by=[…])` takes parts of a statement. */
function matchExtra(call: Node): false | Match {
  for (const word of ['where', 'select', 'tables']) {
    const parts = keywordOf(call, word);
    for (const part of parts?.namedChildren.slice(0, 50) ?? []) {
      const value = part.type === 'pair' ? part.childForFieldName('value') : part;
      const found = value ? matchQuery(value, { isFragment: true, takesSql: true }) : false;
      if (found) return found;
    }
  }
  return false;
}
