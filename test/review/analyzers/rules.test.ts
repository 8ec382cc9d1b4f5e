import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ruleCatalog } from '../../../src/review/analyzers/rule-catalog.js';
import { runFileAnalyzers } from '../../../src/review/analyzers/run-analyzers.js';
import { analyzedFile } from './analyzed-file.js';
import { readCases } from './cases/read-cases.js';

const folder = new URL('./cases/', import.meta.url);
const cases = readdirSync(folder)
  .filter((name) => name.endsWith('.yml'))
  .flatMap(readCases);

describe('the rules on one file', () => {
  it.each(cases)('$rule on $text is $hit', async ({ rule, file, text, hit }) => {
    const claims = await runFileAnalyzers(analyzedFile(file, text));
    const found = claims.filter((claim) => claim.rule === rule);
    expect(found.length > 0).toBe(hit);
    for (const claim of found) expect(text.split('\n')[claim.line - 1]).toBe(claim.quote);
  });

  it.each(
    ruleCatalog()
      .map(({ id }) => id)
      .filter((id) => !/^(?:tests|dependencies)\//.test(id)),
  )('%s has three cases each way', (id) => {
    expect(cases.filter((each) => each.rule === id && each.hit).length).toBeGreaterThanOrEqual(3);
    expect(cases.filter((each) => each.rule === id && !each.hit).length).toBeGreaterThanOrEqual(3);
  });

  it('has cases for known rules only, under unique ids', () => {
    const ids = ruleCatalog().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(cases.filter((each) => !ids.includes(each.rule))).toEqual([]);
  });

  it.each([
    [
      'src/a.ts',
      'db.query(`SELECT a FROM t WHERE c = ${customer}`);',
      'SQL injection: `customer` is put into the query',
    ],
    [
      'src/a.ts',
      "db.query('SELECT a FROM t WHERE c = ' + req.query.id);",
      'SQL injection: `req.query.id` is put into the query',
    ],
    [
      'src/a.ts',
      "db.query('SELECT a FROM t WHERE c = ' + code.trim());",
      'SQL injection: `code.trim()` is put into the query',
    ],
    ['src/a.ts', "db.query('SELECT a FROM t WHERE c = ' + ids[0]);", 'SQL injection: a value is put into the query'],
    [
      'src/a.ts',
      `db.query('SELECT a FROM t WHERE c = ' + ${'a'.repeat(50)});`,
      'SQL injection: a value is put into the query',
    ],
    [
      'a.py',
      'cur.execute(f"SELECT a FROM t WHERE c = {person.id}")',
      'SQL injection: `person.id` is put into the query',
    ],
    [
      'a.go',
      'package a\nfunc f() {\n\tdb.Query("SELECT a FROM t WHERE c = " + name)\n}',
      'SQL injection: `name` is put into the query',
    ],
  ])('%s: names the value of %s', async (path, text, title) => {
    expect((await runFileAnalyzers(analyzedFile(path, text))).map((claim) => claim.title)).toEqual([title]);
  });

  it('says nothing about lines that were there before', async () => {
    const text = 'eval(input);\nconst a = 1;\n';
    const file = analyzedFile('src/a.js', text);
    const context = { kind: 'context', oldLine: 1, newLine: 1, text: 'eval(input);', noNewline: false } as const;
    const hunk = file.hunks[0];
    if (!hunk) throw new Error('The builder makes one hunk');
    hunk.lines[0] = context;
    expect(await runFileAnalyzers(file)).toEqual([]);
  });
});
