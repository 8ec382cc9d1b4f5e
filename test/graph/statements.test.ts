import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const GRAPH = new URL('../../src/graph', import.meta.url).pathname;
const SOURCE = new URL('../../src', import.meta.url).pathname;

const sourcesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));

/** What is between quotes or backticks, with `${…}` as it stands. Comments are skipped: they have apostrophes. */
function literalsOf(text: string): string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length; at++) {
    if (text.startsWith('//', at)) at = text.indexOf('\n', at);
    else if (text.startsWith('/*', at)) at = text.indexOf('*/', at) + 1;
    else if (text[at] === '`' || text[at] === "'") {
      const end = endOfLiteral(text, at);
      found.push(text.slice(at + 1, end));
      at = end;
    }
  }
  return found;
}

function endOfLiteral(text: string, start: number): number {
  let braces = 0;
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text.startsWith('${', at)) {
      braces++;
      at++;
    } else if (braces > 0 && text[at] === '}') braces--;
    else if (braces === 0 && text[at] === text[start]) return at;
  }
  throw new Error(`a literal does not end: ${text.slice(start, start + 80)}`);
}

const MENTION = /\b(?:FROM|JOIN|UPDATE|INTO)\s+(graph_\w+|\$\{table\})/g;
const CYPHER = /\b(?:MATCH|MERGE|CREATE)\s*\(/;

/** Constants that statements are put together from, with their text. */
function constantsOf(text: string): Map<string, string> {
  return new Map(
    [...text.matchAll(/const ([A-Z][A-Z_]+)\s*=\s*(?=['`])/g)].map((match) => {
      const start = match.index + match[0].length;
      return [match[1] ?? '', text.slice(start + 1, endOfLiteral(text, start))];
    }),
  );
}

interface Statement {
  file: string;
  text: string;
}

function statementsIn(folder: string): Statement[] {
  const sources = sourcesIn(folder);
  const constants = new Map(sources.flatMap(({ text }) => [...constantsOf(text)]));
  const resolve = (text: string): string =>
    text.replaceAll(/\$\{[^}]*?\b([A-Z][A-Z_]+)\b[^}]*\}/g, (whole, name: string) => {
      const known = constants.get(name);
      return known === undefined ? whole : resolve(known);
    });
  return sources.flatMap(({ file, text }) =>
    literalsOf(text)
      .map(resolve)
      .filter((literal) => [...literal.matchAll(MENTION)].length > 0 || CYPHER.test(literal))
      .map((literal) => ({ file, text: literal })),
  );
}

/** What a statement lacks: it must ask for the tenant once for each table that it names. */
function lacks({ text }: Statement): string[] {
  const tables = [...text.matchAll(MENTION)].map((match) => match[1] ?? '');
  // People belong to an installation, and so does the question whether somebody still has an edge.
  const isOfPeople = text.includes('DELETE FROM graph_developers');
  const ofRepository = isOfPeople ? 0 : tables.filter((table) => table !== 'graph_developers').length;
  const isCypher = tables.length === 0;
  const needed = isCypher
    ? { installation_id: 1, repo_id: /:(?:Developer|Installation)\b/.test(text) ? 0 : 1 }
    : { installation_id: tables.length, repo_id: ofRepository };
  return Object.entries(needed).flatMap(([column, times]) =>
    text.split(column).length - 1 < times ? [`${column} fewer than ${times} times`] : [],
  );
}

describe('the statements of the graph', () => {
  const statements = statementsIn(join(GRAPH, 'postgres'));
  // Pieces that other statements begin or go on with are no statements; the doctor asks how full the whole server is.
  const elsewhere = ['fragments.ts', 'count-nodes.ts'];
  const cypher = existsSync(join(GRAPH, 'neo4j'))
    ? statementsIn(join(GRAPH, 'neo4j')).filter(({ file }) => !elsewhere.some((name) => file.endsWith(name)))
    : [];

  it('are found', () => {
    expect(statements.length).toBeGreaterThan(50);
    for (const name of [
      'queries/co-changed.ts',
      'purge.ts',
      'write-edges.ts',
      'queries/symbol-edges.ts',
      'rename-developers.ts',
    ]) {
      expect(statements.map(({ file }) => file)).toContain(name);
    }
  });

  it.each([...statements, ...cypher])('name the tenant and the repository: $file', (statement) => {
    expect(lacks(statement), statement.text).toEqual([]);
  });

  it('would be told if one did not', () => {
    const [bad] = literalsOf(
      "const A = `SELECT * FROM graph_files WHERE installation_id = $1 AND path = $2`; // it's\n",
    );
    expect(lacks({ file: '', text: bad ?? '' })).toEqual(['repo_id fewer than 1 times']);
    const second =
      'SELECT FROM graph_files f JOIN graph_touches t USING (path) WHERE f.installation_id = $1 AND f.repo_id = $2';
    expect(lacks({ file: '', text: second })).toHaveLength(2);
    expect(lacks({ file: '', text: 'DELETE FROM graph_developers WHERE installation_id = $1' })).toEqual([]);
  });

  it('take what comes from outside as parameters only', () => {
    // Whatever a template puts into a statement is a constant, a table of ours or a piece made of such.
    const put = statements.flatMap(({ file, text }) =>
      [...text.matchAll(/\$\{([^}]*)\}/g)].map((match) => `${file}: ${match[1] ?? ''}`),
    );
    const allowed =
      /: (?:table|path|number|name|kind|column|columns|end|rest|[A-Z_]+|SYMBOL_TABLES\[type\]|(?:newestOf|reviewersOf|isGenerated|isAlive|isLast|count)\(.*\)|HERE\..*)$/;
    expect(put.filter((each) => !allowed.test(each))).toEqual([]);
  });
});

it('only the stores know tables, labels and drivers: everybody else has the contract', () => {
  const outside = sourcesIn(SOURCE).filter(({ file }) => !/^graph\/(?:postgres|neo4j)\//.test(file));
  const knowing = outside.filter(
    ({ text }) =>
      /\bgraph_(?:files|touches|calls|symbols|contains|pull_requests|developers)\b/.test(text) ||
      /from 'neo4j-driver/.test(text),
  );
  expect(knowing.map(({ file }) => file)).toEqual([]);
  // A store is opened in one place, and no piece of it is taken out.
  const importing = outside.filter(({ text }) =>
    /^import (?!type).*from '[^']*\/graph\/(?:postgres|neo4j)\/(?!create-(?:postgres|neo4j)-graph|open-)/m.test(text),
  );
  expect(importing.map(({ file }) => file)).toEqual([]);
});
