import { describe, expect, it, vi } from 'vitest';
import { codeFrames } from '../../../src/commands/review/code-frames.js';
import { isAtLeast } from '../../../src/commands/review/fail-on.js';
import { wantsColour } from '../../../src/commands/review/paint.js';
import { createProgress } from '../../../src/commands/review/progress.js';
import { renderMarkdown } from '../../../src/commands/review/render-markdown.js';
import { renderSarif } from '../../../src/commands/review/render-sarif.js';
import { weaknessOf } from '../../../src/commands/review/weakness-of.js';
import { ruleCatalog } from '../../../src/review/analyzers/rule-catalog.js';
import { renderTerminal } from '../../../src/commands/review/render-terminal.js';
import { ReviewReport } from '../../../src/commands/review/review-report.js';
import { renderers } from '../../markdown/judge.js';
import { sampleFinding, sampleReport } from './sample-report.js';
import { SarifLog } from './sarif-schema.js';

const ESC = '\u001b';
const text = "one\ntwo\nthree\nfour\nexec('ls ' + name);\nsix\n";
const plain = { colour: false, width: 100 };

/** What a hostile repository would like to write to the reader's terminal or pull request. */
const hostile = sampleFinding({
  path: `src/${ESC}]0;owned\u0007${ESC}[2Jä\u202Eb <x>.ts`,
  quote: `${ESC}[31mred${ESC}[0m`,
  title: `${ESC}[1Atitle @team ![x](http://evil.example/?q=1)`,
  body: 'Fixes #1 <img src=http://evil.example> /approve',
});

describe('on a terminal', () => {
  it('shows findings by file with their lines, then what was read', async () => {
    const report = sampleReport({
      findings: [
        sampleFinding(),
        sampleFinding({
          id: 'F2',
          severity: 'minor',
          path: 'b.ts',
          line: 2,
          startLine: 1,
          quote: 'two',
          suggestion: 'TWO',
        }),
      ],
    });
    const frames = await codeFrames(report.findings, async () => text);
    expect(renderTerminal(report, frames, plain)).toBe(`
src/a.ts

  ✖ must-fix  A shell command is composed from values
    F1 · line 5 · security · js/command-injection

         3 │ three
         4 │ four
  ▶      5 │ exec('ls ' + name);
         6 │ six

    The command goes through a shell. Use a list of arguments.

b.ts

  ● minor  A shell command is composed from values
    F2 · line 1-2 · security · js/command-injection

  ▶      1 │ one
  ▶      2 │ two
         3 │ three
         4 │ four

    The command goes through a shell. Use a list of arguments.

    Suggestion, tested:
    + TWO

────────────────────────────────────────────────────────────────────────────────────────────────────
1 must-fix, 1 minor in main…feature (ccccccc)
1 of 3 files read (1 not read; 1 skipped: lockfile) · rules only · 1.2 s · 2 unproven claims dropped
partial: rules only
  not read: big file.ts: larger than 5 MB
`);
  });

  it('colours only a terminal, and not against NO_COLOR', () => {
    expect(wantsColour({ isTTY: true }, {})).toBe(true);
    expect(wantsColour({ isTTY: true }, { NO_COLOR: '1' })).toBe(false);
    expect(wantsColour({ isTTY: true }, { NO_COLOR: '' })).toBe(true);
    expect(wantsColour({ isTTY: true }, { TERM: 'dumb' })).toBe(false);
    expect(wantsColour({}, {})).toBe(false);
    expect(renderTerminal(sampleReport(), new Map(), { colour: true, width: 80 })).toContain(
      `${ESC}[31m✖ must-fix${ESC}[39m`,
    );
  });

  it('lets nothing of the repository steer it', async () => {
    const report = sampleReport({
      findings: [hostile],
      notices: [`${ESC}[2J`],
      coverage: { total: 1, read: [], skipped: [], unread: [{ path: `${ESC}[2Jx`, reason: `${ESC}c` }] },
    });
    const shown = renderTerminal(report, await codeFrames(report.findings, async () => null), plain);
    expect(shown.replaceAll('\n', '')).not.toMatch(/\p{C}/u);
  });

  it('shows the quote where masking has moved the lines', async () => {
    const frames = await codeFrames([sampleFinding()], async () => 'joined');
    expect(frames.get('F1')).toEqual([{ number: 5, text: "exec('ls ' + name);", marked: true }]);
  });
});

describe('as Markdown', () => {
  it('names what was not read, and makes foreign text inert', () => {
    const shown = renderMarkdown(sampleReport({ findings: [hostile] }));
    expect(shown).toContain(
      '**Coverage:** 1 of 3 files read (1 not read; 1 skipped: lockfile).\n- `big file.ts`: **not read**, larger than 5 MB',
    );
    expect(shown).toContain('`@team`');
    for (const render of Object.values(renderers)) expect(render(shown)).not.toContain('<img');
    expect(shown).not.toContain(ESC);
  });

  it('cannot be broken by a quote that holds a fence', () => {
    const shown = renderMarkdown(sampleReport({ findings: [sampleFinding({ quote: '```\n# out' })] }));
    expect(shown).toContain('````\n```\n# out\n````');
  });
});

describe('as SARIF', () => {
  it.each([
    ['a finding', sampleReport()],
    [
      'none',
      sampleReport({
        findings: [],
        coverage: { total: 0, read: [], skipped: [], unread: [] },
        outcome: { kind: 'reviewed', reason: null },
      }),
    ],
    ['hostile names', sampleReport({ findings: [hostile, { ...hostile, id: 'F2' }] })],
    [
      'a range with a suggestion',
      sampleReport({ findings: [sampleFinding({ startLine: 3, suggestion: 'x\ny', rule: 'model/finding' })] }),
    ],
  ])('is valid with %s', (_, report) => {
    expect(SarifLog.safeParse(JSON.parse(renderSarif(report))).error).toBeUndefined();
  });

  it('has level, place, fingerprint and rule, and says what was not read', () => {
    const [run] = SarifLog.parse(JSON.parse(renderSarif(sampleReport()))).runs;
    expect(run?.results[0]).toMatchObject({
      level: 'error',
      locations: [
        { physicalLocation: { artifactLocation: { uri: 'src/a.ts' }, region: { startLine: 5, endLine: 5 } } },
      ],
      partialFingerprints: { 'nectrFinding/v1': 'f'.repeat(64) },
    });
    expect(run?.tool.driver.rules).toMatchObject([
      {
        id: 'js/command-injection',
        helpUri: 'https://cwe.mitre.org/data/definitions/78.html',
        help: { text: expect.stringMatching(/\. `rules: \{js\/command-injection: off\}` in \.github\/nectr\.yml/) },
        properties: { 'security-severity': '8.0', tags: ['security', 'external/cwe/cwe-78'] },
      },
    ]);
    expect(run?.automationDetails.id).toBe(`nectr/${sampleReport().head.sha}`);
    expect(run?.invocations[0]?.toolExecutionNotifications.map(({ message }) => message.text)).toEqual([
      'partial: rules only',
      'not read: larger than 5 MB',
      'skipped: lockfile',
    ]);
  });
});

it('knows the weakness that each rule about security is about, and none of a name that no rule has', () => {
  const rules = ruleCatalog();
  expect(rules.filter(({ id, category }) => category === 'security' && weaknessOf(id) === null)).toEqual([]);
  expect(weaknessOf('secrets/jwt')?.number).toBe(798);
  for (const none of ['claude/bug', 'tests/missing', 'tool/x/constructor', 'toString'])
    expect(weaknessOf(none)).toBeNull();
});

it('has reports of the documented shape', () => {
  expect(ReviewReport.safeParse(sampleReport()).success).toBe(true);
  expect(ReviewReport.safeParse({ ...sampleReport(), version: 2 }).success).toBe(false);
});

it.each([
  ['must-fix', 'must-fix', true],
  ['should-fix', 'must-fix', false],
  ['should-fix', 'minor', true],
  ['must-fix', 'never', false],
  ['pre-existing', 'minor', false],
] as const)('%s counts with --fail-on %s: %s', (severity, failOn, fails) => {
  expect(isAtLeast(severity, failOn)).toBe(fails);
});

describe('progress', () => {
  const write = (isTTY: boolean) => {
    let out = '';
    return { stream: { isTTY, write: (part: string) => (out += part) }, out: () => out };
  };

  const { signal } = new AbortController();
  const go = async (isTTY: boolean, options: Parameters<typeof createProgress>[2]) => {
    const { stream, out } = write(isTTY);
    const { trace, counts, end } = createProgress(stream, signal, options);
    expect(await trace.step('plan', async () => 7)).toBe(7);
    counts.changed(3);
    for (const path of ['a.ts', 'b.ts', 'a.ts']) counts.read(path);
    counts.claimed();
    counts.spent(0.125);
    await trace.step('ask', async () => undefined);
    end();
    return out();
  };

  it('is one line on a terminal, with what was counted, that goes away', async () => {
    expect((await go(true, {})).split(`\r${ESC}[2K`)).toEqual([
      '',
      'plan · 0 s',
      'ask · 2 of 3 files · 1 claim · 0 s · $0.13',
      '',
    ]);
    expect((await go(true, { label: '2/9' })).split(`\r${ESC}[2K`)[2]).toBe(
      '2/9 ask · 2 of 3 files · 1 claim · 0 s · $0.13',
    );
  });

  it('is drawn again while a step goes on, and no longer', async () => {
    vi.useFakeTimers();
    try {
      const { stream, out } = write(true);
      const { trace, end } = createProgress(stream, signal);
      await trace.step('ask', async () => void (await vi.advanceTimersByTimeAsync(2100)));
      end();
      const drawn = out();
      expect(drawn).toContain('ask · 2 s');
      await vi.advanceTimersByTimeAsync(2000);
      expect(out()).toBe(drawn);
    } finally {
      vi.useRealTimers();
    }
  });

  it('says nothing elsewhere, but the time of each step if asked, and that of a whole one of several', async () => {
    expect(await go(false, {})).toBe('');
    expect(await go(false, { verbose: true })).toMatch(/^plan \d+ ms\nask \d+ ms\n$/);
    expect(await go(false, { label: '2/9' })).toMatch(/^2\/9 · 0\.\d s\n$/);
  });

  it('ends a review that is not wanted any more', async () => {
    const progress = createProgress(write(false).stream, AbortSignal.abort(new Error('interrupted')));
    await expect(progress.trace.step('plan', async () => 7)).rejects.toThrow('interrupted');
  });
});
