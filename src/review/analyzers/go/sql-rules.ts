import type { Node } from 'web-tree-sitter';
import { queryIn } from '../flow/found.js';
import type { Match, SyntaxRule } from '../types.js';
import { argumentsOf } from './calls.js';
import { calledName, imports, isParameter, qualifiedName } from './names.js';
import { valuesFor } from './values.js';

/** database/sql, sqlx, pgx, gorm: the query is among the first arguments. */
const SQL_CALL =
  /\.(?:Query|Queryx|QueryRow|QueryRowx|Exec|Prepare|Preparex|PrepareNamed|Raw|Get|Select|NamedExec|NamedQuery|MustExec|NewRaw|Queue)(?:Context)?$/;
const TAKES_SQL = /\.(?:QueryRow|QueryRowx|Exec|MustExec|Raw|Query|Queryx)(?:Context)?$/;
/** Query builders take parts of a statement as text. */
const FRAGMENT_CALL =
  /\.(?:Where|Or|Not|Having|Order|OrderBy|Group|GroupBy|Joins|Table|Distinct|Pluck|Expr|WhereOr|OrderExpr|ColumnExpr)$/;
const CONDITION_CALL = /\.(?:First|Last|Take|Find|Delete|FirstOrCreate|FirstOrInit)$/;
const BUILDER = /gorm|xorm|squirrel|uptrace\/bun|go-pg|goqu|sqlbuilder/;
const DATABASE = /database\/sql|sqlx|pgx|gorm|xorm|go-pg|bun|sqlite|mysql|lib\/pq/;
const QUERY_WITHIN = 3;
const CONTEXT = /^\(context\.Context\)$|^ctx$|^context\.|\.Context\(\)$/;

/** Values that become part of a query. Source: OWASP Top 10, A03. */
export const GO_SQL_RULES: readonly SyntaxRule[] = [
  {
    id: 'go/sql-injection',
    tiers: 'both',
    severity: 'must-fix',
    category: 'security',
    title: 'SQL injection: a value is put into the query',
    about: (value) => `SQL injection: ${value} is put into the query`,
    body: 'A value with a quote in it changes what the query does. Whoever controls the value can read or change the whole database. Pass it as an argument (`$1`, `?`) instead; a name of a table or a column comes from a fixed list.',
    nodes: ['call_expression'],
    match: (call) => {
      const name = calledName(call);
      const args = argumentsOf(call);
      if (SQL_CALL.test(name)) {
        const first = args[0] && CONTEXT.test(qualifiedName(args[0])) ? 1 : 0;
        for (const [index, arg] of args.slice(0, QUERY_WITHIN).entries()) {
          const wholly = index === first && TAKES_SQL.test(name) && imports(call, DATABASE);
          const found = inQuery(arg, { fragment: false, wholly });
          if (found) return found;
        }
      }
      const condition = FRAGMENT_CALL.test(name) ? args[0] : CONDITION_CALL.test(name) ? args[1] : undefined;
      return condition !== undefined && imports(call, BUILDER) && inQuery(condition, { fragment: true, wholly: true });
    },
  },
];

function inQuery(query: Node, { fragment, wholly }: { fragment: boolean; wholly: boolean }): false | Match {
  return queryIn(query, valuesFor(query, 'sql'), { fragment, wholly, isParameter });
}
