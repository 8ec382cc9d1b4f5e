import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const FOLDER = new URL('../../../src/graph/neo4j', import.meta.url).pathname;
/** Of a whole installation, where a person or a purge is no matter of one repository. */
const OF_THE_INSTALLATION = new Set(['rename-developers.ts', 'upsert-developers.ts', 'purge.ts']);
/** About the server itself: they read and write nothing of anybody. */
const OF_THE_SERVER = new Set(['SHOW INDEXES YIELD name RETURN name', 'CALL db.awaitIndexes(60)', 'RETURN 1 AS there']);

const sources = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
/** Templates that hold a pattern of a node: statements and their fragments. */
const patterns = sources.flatMap((name) => {
  const text = readFileSync(join(FOLDER, name), 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
  return [...text.matchAll(/\((\w*):(\w+)( \{[^}]*\})?/g)]
    .filter(([, , label]) =>
      /^(?:Repository|File|PullRequest|Developer|Issue|Symbol|PurgedRepository)$/.test(label ?? ''),
    )
    .map(([whole, , label = '', key = '']) => ({ name, whole, label, key, text }));
});

describe('statements of Neo4j', () => {
  it('finds patterns to look at', () => {
    expect(patterns.length).toBeGreaterThan(60);
  });

  it.each(
    sources.filter((name) =>
      /`(?:UNWIND|MATCH|MERGE|OPTIONAL)|\bVISIBLE\b.*\n?UNWIND/.test(readFileSync(join(FOLDER, name), 'utf8')),
    ),
  )('%s names the installation and the repository, as parameters', (name) => {
    const text = readFileSync(join(FOLDER, name), 'utf8');
    const isFragment = (part: string) => /FILE|VISIBLE|symbolNode/.test(part);
    expect(/installation_id: \$installation_id/.test(text) || isFragment(text)).toBe(true);
    if (!OF_THE_INSTALLATION.has(name)) expect(/repo_id: \$repo_id/.test(text) || isFragment(text)).toBe(true);
  });

  it('puts nothing into a statement but names of its own', () => {
    const inserted = sources.flatMap((name) =>
      [...readFileSync(join(FOLDER, name), 'utf8').matchAll(/=> `|= `/g)].length > 0
        ? [...readFileSync(join(FOLDER, name), 'utf8').matchAll(/\$\{(\w+)/g)].map(([, what]) => what)
        : [],
    );
    const own =
      /^(?:FILE|VISIBLE|PULL|KEPT|TOGETHER|MOST_EDGES|LABELS|type|where|label|node|row|name|scan|ofOne|statement|properties|property|statements|listed|pullsOfFile|developer|symbolKey|symbolNode|key|at)$/;
    expect(inserted.filter((what) => !own.test(what ?? ''))).toEqual([]);
  });

  it('talks of the server itself in three statements only', () => {
    const others = sources.flatMap((name) =>
      [...readFileSync(join(FOLDER, name), 'utf8').matchAll(/'((?:SHOW|CALL|RETURN) [^']+)'/g)].map(
        ([, text]) => text ?? '',
      ),
    );
    expect(others.filter((text) => !OF_THE_SERVER.has(text))).toEqual([]);
  });
});
