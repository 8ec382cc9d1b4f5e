import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandsOf, documents, fencesOf, readDocument, root } from './documents.js';
import { openDocsStage, type DocsStage, type Ran } from './docs-stage.js';
import { wayOf, ways } from './ways.js';

/** Documents side by side; the commands of one follow each other, as its reader types them. */
const AT_ONCE = 3;

const found = documents.map((document) => ({
  document,
  commands: fencesOf(readDocument(document))
    .filter(({ language }) => language === 'sh' || language === 'console')
    .flatMap(({ code }) => commandsOf(code)),
}));
const all = found.flatMap(({ document, commands }) => commands.map((command) => ({ document, command })));
const of = (kind: string) =>
  all
    .filter(({ document, command }) => wayOf(document, command)?.kind === kind)
    .map(({ document, command }) => [document, command] as const);

let stage: DocsStage;
const ran = new Map<string, Ran>();
/** What two documents say runs once: for the first. */
const plain = (command: string) => command.replace(/^npx nectr /, 'nectr ');
const owners = new Map(all.toReversed().map(({ document, command }) => [plain(command), document]));

beforeAll(async () => {
  stage = await openDocsStage();
  const queue = [...found];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let next = queue.shift(); next; next = queue.shift()) await runAll(next);
    }),
  );
}, 600_000);
afterAll(() => stage.close());

async function runAll({ document, commands }: (typeof found)[number]): Promise<void> {
  const own = commands.filter((command) => owners.get(plain(command)) === document);
  const folder = stage.folder();
  for (const command of own) {
    const way = wayOf(document, command);
    const said =
      way?.kind === 'lives'
        ? await stage.live(command, folder)
        : way?.kind === 'runs'
          ? await stage.run(command, folder, way)
          : null;
    if (said !== null) ran.set(plain(command), said);
  }
}

describe('every command of the documents', () => {
  it('is run, or it is said what checks it', () => {
    expect(all.filter(({ document, command }) => wayOf(document, command) === null)).toEqual([]);
    expect(all.length).toBeGreaterThan(90);
  });

  it('and nothing is said of commands that are in none', () => {
    const used = new Set(all.map(({ document, command }) => wayOf(document, command)));
    expect(ways.filter(([, way]) => !used.has(way)).map(([pattern]) => pattern.source)).toEqual([]);
  });

  it.each(of('runs'))('%s: %s', (document, command) => {
    const { status, text } = ran.get(plain(command))!;
    const way = wayOf(document, command);
    if (way?.kind !== 'runs') throw new Error('it is not run');
    expect(status, text).toBe(0);
    expect(text).toMatch(way.prints ?? /^/);
  });

  it.each(of('lives'))('%s: %s', (_, command) => {
    const { status, text } = ran.get(plain(command))!;
    expect(status, text).toBe(0);
  });

  it.each(of('elsewhere'))('%s: %s is checked elsewhere', (document, command) => {
    const way = wayOf(document, command);
    if (way?.kind !== 'elsewhere') throw new Error('it is not elsewhere');
    expect(readFileSync(join(root, way.by), 'utf8')).toMatch(way.shows);
  });

  it.each(of('script'))('%s: %s has its script', (_, command) => {
    const [, name = '', rest = ''] = /^npm run ([\w:]+) ?(.*)$/.exec(command) ?? [];
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const script = scripts[name] ?? '';
    const started = script.match(/\b(?:test|src)\/[\w./-]+/g) ?? [];
    expect(started.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(script).not.toBe('');
    const [what = '', ...more] = rest.split(' ');
    if (what === '') return;
    const source = readFileSync(join(root, `test/${name}/${what}.ts`), 'utf8');
    const options = more.flatMap((word) => /^--(\w[\w-]*)$/.exec(word)?.[1] ?? []);
    expect(options.filter((option) => !source.includes(`${option}: { type:`))).toEqual([]);
  });
});

describe('SQL of the documents', () => {
  // The rules quote SQL that is wrong.
  const told = documents.filter((document) => !document.endsWith('/rules.md'));
  const queries = told.flatMap((document) =>
    [
      ...fencesOf(readDocument(document))
        .filter(({ language }) => language === 'sql')
        .flatMap(({ code }) => code.split('\n')),
      ...[...readDocument(document).matchAll(/`(SELECT [^`]+)`/g)].map(([, query = '']) => query.replaceAll('\n', ' ')),
    ]
      .filter((line) => line.startsWith('SELECT '))
      .map((query) => [document, query] as const),
  );

  it.each(queries)('%s: %s', async (_, query) => {
    await expect(stage.source.query(query)).resolves.toBeInstanceOf(Array);
  });

  it('is there', () => {
    expect(queries.length).toBeGreaterThan(3);
  });

  it('sees rows with the options that are told for psql, and none without', async () => {
    const { url } = stage.source.options as { url: string };
    const count = async (options?: string) => {
      const client = new pg.Client({ connectionString: url, ...(options && { options }) });
      await client.connect();
      const { rows } = await client.query<{ n: number }>('SELECT count(*)::int AS n FROM installations');
      await client.end();
      return rows[0]?.n;
    };
    expect([await count('-c app.scope=system'), await count()]).toEqual([1, 0]);
  });
});
