import { describe, expect, it } from 'vitest';
import { checkReport, type ReportContext } from '../../../src/review/verify/check-report.js';
import type { Report } from '../../../src/review/ask/tools/report-finding.js';
import { sampleClaim, sampleFile } from '../sample-change.js';

/** Lines 4 to 6 are in the diff; `same()` stands in two of its lines, `outside()` in none. */
const head = 'one\noutside()\nthree\nsame()\n  eval( input )\nsame()\n';
const file = sampleFile('src/job.ts');
file.hunks[0]?.lines.splice(0, 1, { kind: 'context', oldLine: 4, newLine: 4, text: 'same()', noNewline: false });

function report(over: Partial<Report> = {}): Report {
  return {
    path: 'src/job.ts',
    line: 5,
    start_line: null,
    quote: 'eval(input)',
    severity: 'must-fix',
    category: 'security',
    title: 'Input is executed.',
    why: 'Whoever sends the input runs code here.',
    how_verified: 'src/job.ts:5',
    symbols: [],
    replacement: null,
    also: [],
    ...over,
  };
}

function context(over: Partial<ReportContext> = {}): ReportContext {
  return {
    files: new Map([['src/job.ts', file]]),
    memoryOf: () => null,
    headText: async (path) => (path === 'src/job.ts' ? head : null),
    occurs: async (name) => ['runJob', 'input'].includes(name),
    clean: (text) => text.replaceAll('hunter2', '[masked]'),
    testReplacement: async ({ text }) => (text === 'run(input)' ? null : 'it does not parse'),
    taken: [],
    others: [],
    ...over,
  };
}

describe('checkReport', () => {
  it('makes a claim of a proven report, with the line as it stands in the file', async () => {
    expect(await checkReport(report({ quote: ' eval( input )  ' }), context())).toEqual({
      ok: true,
      remark: '',
      claim: {
        rule: 'claude/security',
        severity: 'must-fix',
        category: 'security',
        title: 'Input is executed',
        body: 'Whoever sends the input runs code here.',
        path: 'src/job.ts',
        side: 'RIGHT',
        line: 5,
        startLine: null,
        quote: '  eval( input )',
        evidence: 'src/job.ts:5',
        suggestion: null,
      },
    });
  });

  it.each([
    ['a hallucinated file', { path: 'src/jobs.ts' }, 'file is not part of the change'],
    ['a path out of the repository', { path: '../../etc/passwd' }, 'file is not part of the change'],
    ['a hallucinated quote', { quote: 'exec(input)' }, 'quote is not at its line'],
    ['an empty quote', { quote: ' \n ' }, 'quote is not at its line'],
    ['line 0', { line: 0, quote: 'same()' }, 'quote is not at its line'],
    ['a line number in the billions', { line: 1e9, quote: 'same()' }, 'quote is not at its line'],
    ['a line outside of the diff', { line: 2, quote: 'outside()' }, 'line is not part of the diff'],
    [
      'a symbol that does not exist',
      { quote: 'eval( input )', symbols: ['Shop.runJobs()'] },
      'named symbol does not exist',
    ],
    ['a finding without a reason', { quote: 'eval( input )', why: ' ' }, 'claim without title, reason or proof'],
  ])('refuses %s', async (_, over, dropped) => {
    expect(await checkReport(report({ quote: 'eval( input )', ...over }), context())).toMatchObject({
      ok: false,
      dropped,
    });
  });

  it('puts a wrong line right where the quote stands in one line of the diff', async () => {
    const checked = await checkReport(report({ line: 41, quote: 'eval( input )' }), context());
    expect(checked).toMatchObject({ ok: true, claim: { line: 5 }, remark: expect.stringContaining('line 5') });
  });

  it('takes the last line of a quote of several lines, and names that exist', async () => {
    const checked = await checkReport(
      report({ quote: 'same()\n  eval( input )\n', symbols: ['shop.runJob()', 'input', 'x'] }),
      context(),
    );
    expect(checked).toMatchObject({ ok: true, claim: { line: 5 } });
  });

  it('compares what the model was shown: a masked secret proves its line', async () => {
    const secret = head.replace('eval( input )', 'login("hunter2")');
    const checked = await checkReport(
      report({ quote: 'login("[masked]")' }),
      context({ headText: async () => secret }),
    );
    expect(checked).toMatchObject({ ok: true, claim: { line: 5, quote: '  login("hunter2")' } });
  });

  it('refuses the same place and kind twice, and more findings than anybody reads', async () => {
    const taken = [sampleClaim({ rule: 'claude/security', line: 4 })];
    expect(await checkReport(report({ quote: 'eval( input )' }), context({ taken }))).toMatchObject({
      ok: false,
      dropped: 'duplicate',
    });
    const many = Array.from({ length: 12 }, () => sampleClaim({ path: 'other.ts' }));
    expect(await checkReport(report({ quote: 'eval( input )' }), context({ taken: many }))).toMatchObject({
      ok: false,
    });
  });

  it.each([
    ['run(input)', 'run(input)', ''],
    ['run(input', null, 'it does not parse'],
    ['run("hunter2")', null, 'it holds a secret'],
  ])('offers the replacement %s only if it is tested', async (replacement, suggestion, remark) => {
    const checked = await checkReport(report({ quote: 'eval( input )', replacement }), context());
    expect(checked).toMatchObject({ ok: true, claim: { suggestion }, remark: expect.stringContaining(remark) });
  });

  it('S12: prose cannot carry a suggestion of its own, and is cut', async () => {
    const why = `Bad.\n\`\`\`suggestion\nrm -rf /\n\`\`\`\n${'Long sentence here. '.repeat(200)}`;
    const checked = await checkReport(
      report({ quote: 'eval( input )', why, title: 'a\nb\0' + 'c'.repeat(300) }),
      context(),
    );
    if (!checked.ok) throw new Error(checked.reason);
    expect(checked.claim.body).not.toContain('```');
    expect(checked.claim.body.length).toBeLessThanOrEqual(1200);
    expect(checked.claim.title).toMatch(/^a bc+…$/);
  });

  it('shows a remedy with further lines as a diff, tested as a whole, and offers no click', async () => {
    const tested: unknown[] = [];
    const also = [{ start_line: 1, line: 1, replacement: 'import run\nhunter\n' }];
    const checked = await checkReport(
      report({ quote: 'eval( input )', replacement: '  run(input)', also }),
      context({
        testReplacement: async (given) => {
          tested.push(given);
          return null;
        },
      }),
    );
    const diff = '@@ -1,1 +1,2 @@\n-one\n+import run\n+hunter\n@@ -5,1 +6,1 @@\n-  eval( input )\n+  run(input)';
    expect(checked).toMatchObject({ claim: { suggestion: null, remedy: diff } });
    expect(tested).toEqual([
      {
        path: 'src/job.ts',
        headText: head,
        startLine: 5,
        endLine: 5,
        text: '  run(input)',
        also: [{ startLine: 1, endLine: 1, replacement: 'import run\nhunter' }],
      },
    ]);
  });

  it.each([
    ['that do not hold', [{ start_line: 1, line: 1, replacement: 'x' }], 'it does not parse'],
    ['with a secret', [{ start_line: 1, line: 1, replacement: 'hunter2' }], 'it holds a secret'],
    [
      'in five pieces',
      Array.from({ length: 5 }, () => ({ start_line: 1, line: 1, replacement: 'x' })),
      'more than 4 further pieces',
    ],
  ])('shows no further lines %s', async (_, also, remark) => {
    const checked = await checkReport(
      report({ quote: 'eval( input )', replacement: 'run(input)', also }),
      context({ testReplacement: async (given) => (given.also.length === 1 ? 'it does not parse' : null) }),
    );
    expect(checked).toMatchObject({ claim: { suggestion: null }, remark: expect.stringContaining(remark) });
    expect(checked).not.toHaveProperty('claim.remedy');
  });

  it('never offers a replacement without its range', async () => {
    const offered = (start_line: number) =>
      checkReport(report({ quote: 'eval( input )', start_line, replacement: 'run(input)' }), context());
    expect(await offered(4)).toMatchObject({ claim: { startLine: 4, suggestion: 'run(input)' }, remark: '' });
    expect(await offered(5)).toMatchObject({ claim: { startLine: null, suggestion: 'run(input)' } });
    for (const outside of [1, 9]) {
      expect(await offered(outside)).toMatchObject({
        claim: { startLine: null, suggestion: null },
        remark: 'The replacement is not offered: lines start_line to line do not lie in one piece of the diff.',
      });
    }
  });

  it('keeps a range only inside one hunk', async () => {
    expect(await checkReport(report({ quote: 'eval( input )', start_line: 4 }), context())).toMatchObject({
      claim: { startLine: 4 },
    });
    expect(await checkReport(report({ quote: 'eval( input )', start_line: 1 }), context())).toMatchObject({
      claim: { startLine: null },
    });
  });
});
