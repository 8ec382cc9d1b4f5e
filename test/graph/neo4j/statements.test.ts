import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const FOLDER = new URL('../../../src/graph/neo4j', import.meta.url).pathname;
const LABELS = 'Repository|PurgedRepository|Installation|File|PullRequest|Developer|Issue|Symbol';
/** About the server itself: they read and write nothing of anybody. */
const OF_THE_SERVER = new Set(['SHOW INDEXES YIELD name RETURN name', 'CALL db.awaitIndexes(60)', 'RETURN 1 AS there']);
/** Of a whole installation, as their place says. */
const OF_THE_INSTALLATION = new Set(['purge.ts', 'rename-developers.ts']);
/** How many nodes the whole server holds. */
const OF_EVERYBODY = 'count-nodes.ts';

const TENANT = /installation_id: \$installation_id/;
const KEY = '{installation_id: $installation_id, repo_id: $repo_id}';

interface Source {
  name: string;
  text: string;
}

const sources: Source[] = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && name !== OF_EVERYBODY)
  .map((name) => ({ name, text: whole(readFileSync(join(FOLDER, name), 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '')) }));

/** With what templates put into a pattern. */
function whole(text: string): string {
  return text
    .replaceAll(/\$\{symbolNode\('?(\w+)'?[^}]*\)\}/g, `($1:Symbol ${KEY})`)
    .replaceAll('${FILE}', `(f:File ${KEY})`);
}

/** The paths that a statement looks for, each up to the next clause. */
function pathsIn({ text }: Source): { path: string; rest: string }[] {
  return [
    ...text.matchAll(
      /\b(?:MATCH|MERGE)\s+((?:\w+ = )?\([\s\S]*?)(?=\n?\s*(?:WHERE|WITH|RETURN|SET|ON CREATE|USING|DELETE|DETACH|CREATE|CALL|UNWIND|MATCH|MERGE|REMOVE|UNION|OPTIONAL)\b|[`}]\s*$|\n\}|`)/gm,
    ),
  ].map((found) => ({ path: found[1] ?? '', rest: text.slice(found.index, found.index + 600) }));
}

/** What a path that begins at nobody lacks; it is of one tenant if one of its nodes is. */
function lacks(name: string, { path, rest }: { path: string; rest: string }): string[] {
  // A node that the statement has already.
  if (/\((?:f|r|p|s|a|d|o|touched|now|was|name|\$\{\w+(?:\[end\])?\}|\$\{pull\})\)/.test(path)) return [];
  const [, variable = ''] = /[([](\w+):/.exec(path) ?? [];
  const asked = (property: string) =>
    new RegExp(`${property}: \\$${property}\\b`).test(path) ||
    new RegExp(`\\b${variable}\\.${property} = \\$${property}\\b`).test(rest);
  const isOfPeople = /:(?:Developer|Installation)\b/.test(path) || OF_THE_INSTALLATION.has(name);
  return [
    ...(asked('installation_id') ? [] : ['installation_id']),
    ...(isOfPeople || asked('repo_id') ? [] : ['repo_id']),
  ];
}

const paths = sources.flatMap((source) => pathsIn(source).map((found) => ({ name: source.name, ...found })));

describe('statements of Neo4j', () => {
  it('are looked at', () => {
    expect(paths.length).toBeGreaterThan(60);
    const looked = new Set(paths.map(({ name }) => name));
    const holding = sources.filter(({ text }) => /\b(?:MATCH|MERGE) \(/.test(text) && TENANT.test(text));
    expect(holding.map(({ name }) => name).filter((name) => !looked.has(name))).toEqual([]);
  });

  it.each(paths)('$name begins at a node of the tenant: $path', ({ name, path, rest }) => {
    expect(lacks(name, { path, rest })).toEqual([]);
  });

  it('would be told if one did not', () => {
    const bad = (text: string) => pathsIn({ name: '', text }).flatMap((found) => lacks('', found));
    expect(bad('`MATCH (f:File {path: $path})\nRETURN f`')).toEqual(['installation_id', 'repo_id']);
    expect(bad('`MATCH (f:File {installation_id: $installation_id, path: $path}) RETURN f`')).toEqual(['repo_id']);
    expect(bad('`MATCH (:File)<-[:TOUCHES]-(p:PullRequest)\nRETURN p`')).toEqual(['installation_id', 'repo_id']);
    expect(bad('`MATCH (d:Developer {installation_id: $installation_id}) RETURN d`')).toEqual([]);
  });

  it('make a node with the whole key of its tenant only', () => {
    const made = sources.flatMap(({ name, text }) =>
      [...text.matchAll(new RegExp(`MERGE \\(\\w+:(${LABELS})( \\{[^}]*\\})?`, 'g'))].map(
        ([pattern, label = '', key = '']) => ({ name, pattern, label, key }),
      ),
    );
    expect(made.length).toBeGreaterThan(10);
    const wrong = made.filter(
      ({ label, key }) =>
        !TENANT.test(key) || (!/^(?:Developer|Installation)$/.test(label) && !key.includes('repo_id: $repo_id')),
    );
    expect(wrong).toEqual([]);
  });

  it('talk of the server itself in three statements only', () => {
    const others = sources.flatMap(({ text }) =>
      [...text.matchAll(/'((?:SHOW|CALL|RETURN) [^']+)'/g)].map(([, statement]) => statement ?? ''),
    );
    expect(others.filter((statement) => !OF_THE_SERVER.has(statement))).toEqual([]);
  });
});
