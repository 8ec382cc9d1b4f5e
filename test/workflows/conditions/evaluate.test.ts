import { describe, expect, it } from 'vitest';
import { compileCondition } from '../../../src/workflows/conditions/compile-condition.js';
import { evaluate } from '../../../src/workflows/conditions/evaluate.js';
import type { Facts } from '../../../src/workflows/conditions/variables.js';
import { Random } from '../../markdown/random.js';
import { startTimer } from '../../cpu-time.js';
import { KNOWN } from './known-facts.js';
import { largeFacts } from './large-facts.js';

const valueOf = (text: string, facts: Facts = KNOWN) => evaluate(compileCondition(text), facts).value;
const whyOf = (text: string, facts: Facts = KNOWN) => evaluate(compileCondition(text), facts).trace[0]?.why;

describe('conditions on known facts', () => {
  it.each<[string, boolean]>([
    ['touches("payments/**") && review.findings.must_fix == 0 && graph.callers > 20', true],
    ['touches("*.md") && touches("/docs/")', true],
    ['touches("round.ts")', true],
    ['touches("src/")', false],
    ['only_touches("payments/")', false],
    ['only_touches("*.{ts,md}")', true],
    ['label("security") && label("BUG") && !label("docs")', true],
    ['codeowner("@acme/payments") && codeowner("erik") && !codeowner("@acme/all")', true],
    ['days_since(event.created_at) == 8 && days_since("2026-11-29T23:30:00Z") == -1', true],
    ['size(event.changed_files) == 3 && event.changed_files.size() == 3', true],
    ['event.changed_files.exists(f, f.endsWith(".test.ts"))', true],
    ['event.changed_files.all(f, f.matches("^(payments|docs)/"))', true],
    ['event.changed_files.exists_one(f, f.startsWith("docs/"))', true],
    ['event.changed_files.filter(f, f.contains("test")).size() == 1', true],
    ['"round.ts" in event.changed_files.map(f, f.split("/")[1])', true],
    ['event.labels.map(l, l != "bug", l.lowerAscii()) == ["security"]', true],
    ['event.changed_files.exists(f, event.labels.exists(l, f.contains(l)))', false],
    ['event.title.matches("(?i)^FIX") && event.title.indexOf(":") == 3', true],
    ['event.title.substring(0, 3).upperAscii() + "!" == "FIX!"', true],
    ['event.origin in ["agent", "assisted"] ? review.coverage.read == 0 : review.coverage.read == 3', true],
    ['event.additions + event.deletions > 40 && event.additions - event.deletions * 2 == 6', true],
    ['event.additions / 4 == 7 && event.additions % 4 == 2 && -event.additions == -30', true],
    ['steps.approval.granted', true],
    ['steps["approval"].by in graph.experts', true],
    ['has(steps.approval.by) && !has(steps.approval.missing) && !has(steps.deploy)', true],
    ['steps.http_request.body.code >= 500 && steps.http_request.body.ratio < 1', true],
    ['payload.issue.count == 12.0 && payload.issue.tags.exists(t, t.key == "env" && t["value"] == "prod")', true],
    ['payload.nothing == null && payload.issue.level != null', true],
    ['payload.issue == {"level": "error"}', false],
    ['"level" in payload.issue && payload.issue.exists(k, k == "tags")', true],
    ['inputs.limit < event.number && inputs.reason == "release"', true],
    ['now.getHours() == 23 && now.getHours("Europe/Berlin") == 0', true],
    ['now.getDayOfWeek() == 6 && now.getDayOfWeek("Asia/Tokyo") == 0', true],
    ['now.getMonth() == 10 && now.getDate() == 28 && now.getDayOfMonth("UTC") == 27', true],
    ['now - event.updated_at > duration("15h") && (now - event.updated_at).getHours() == 15', true],
    ['event.created_at + duration("24h") == timestamp("2026-11-21T08:00:00Z")', true],
    ['string(event.number) + "/" + string(1.5) + "/" + string(true) == "7/1.5/true"', true],
    ['int("42") == 42 && int(2.9) == 2 && double("1e2") == 100.0 && bool("false") == false', true],
    ['size("aé😀") == 3', true],
    ['1.5 > 1 && dyn(2) == 2.0 && 1.0 / 0.0 > 9.0', true],
    ['// a comment (\n event.draft == false // && false', true],
  ])('%s', (text, expected) => {
    const { value, trace } = evaluate(compileCondition(text), KNOWN);
    expect(trace.filter((line) => line.value === 'unknown')).toEqual([]);
    expect(value).toBe(expected);
  });

  it('touches nothing where nothing was changed', () => {
    const facts: Facts = { event: { changed_files: [] } };
    expect(valueOf('touches("**") || only_touches("**")', facts)).toBe(false);
  });

  it.each<[string, boolean]>([
    ['event.body.matches("(?i)\\\\b(close|fix|resolve)[sd]? +#\\\\d+")', true],
    ['event.body.matches("#12$") && !event.body.matches("^closes")', true],
    ['event.body.matches("(a|b|c)+q")', false],
  ])('searches a long description: %s', (text, expected) => {
    const body = `${'ordinary words of a description, '.repeat(900)} closes #12`;
    expect(evaluate(compileCondition(text), { event: { body } }).value).toBe(expected);
  });

  it('has work for what costs little when something was too dear', () => {
    const dear = 'event.body.matches("a.{12}z?q$")';
    const random = new Random(3);
    const body = Array.from({ length: 30_000 }, () => 'abcq'[random.below(4)]).join('');
    const { trace } = evaluate(compileCondition(`${dear} || event.title == "x" || label("bug")`), {
      event: { title: 'y', body, labels: ['bug'] },
    });
    expect(trace.map(({ value, why }) => why ?? value)).toEqual(['it takes too much work to tell', false, true]);
  });

  it.each(['double(payload.digits) == 1.0', 'payload.digits.matches("^(.*.*)*x$")', 'int(payload.digits) == 1'])(
    'takes no longer with a text that is made for it: %s',
    (text) => {
      const facts: Facts = { payload: { digits: `${'1'.repeat(99_998)}x` } };
      const timer = startTimer();
      evaluate(compileCondition(text), facts);
      expect(timer()).toBeLessThan(500);
    },
  );

  it.each(['payload.gone', 'payload["gone"]', 'payload.digits.gone', '(has(payload.digits.gone) ? 1 : 0)'])(
    'names what is missing once, however long the condition: %s',
    (missing) => {
      const facts: Facts = { ...largeFacts(), payload: { digits: 1 } };
      const asked = compileCondition(
        `event.labels.exists(a, event.labels.exists(b, ${missing} == 1))${' && ((((((((((true))))))))))'.repeat(60)}`,
      );
      const times = Array.from({ length: 4 }, () => {
        const timer = startTimer();
        expect(evaluate(asked, facts).value).toBe('unknown');
        return timer();
      });
      expect(Math.min(...times)).toBeLessThan(50);
    },
  );

  it('has work enough for three thousand files', () => {
    const facts = largeFacts();
    for (const text of [
      'only_touches("packages/**") && !touches("payments/**") && !touches("*.md")',
      '!event.changed_files.exists(f, f.endsWith(".sql") || f.contains("secret"))',
      'event.changed_files.all(f, f.matches("^packages/"))',
      '!touches("{apps,libs}/**/*.{js,jsx}") && !codeowner("@acme/nobody")',
    ])
      expect(evaluate(compileCondition(text), facts), text).toMatchObject({ value: true });
  });

  it.each(['packages/**', '/packages/**', 'packages/', '**/lib/**', 'packages/*/src/**'])(
    'matches folders: %s',
    (glob) => {
      const at = (path: string) => valueOf(`touches("${glob}")`, { event: { changed_files: [path] } });
      expect(at('packages/a/src/lib/x.ts')).toBe(true);
      expect(at('other/packages.ts')).toBe(false);
    },
  );

  it('reads facts that were stored as JSON', () => {
    const stored = JSON.parse(JSON.stringify(KNOWN)) as Facts;
    expect(valueOf('days_since(event.updated_at) == 0 && now.getHours() == 23 && graph.callers == 25', stored)).toBe(
      true,
    );
  });
});

describe('what is not known', () => {
  it.each<[string, string]>([
    ['graph.callers > 20', '`graph.callers` is not known: the graph gave no answer'],
    ['!(review.verdict == "APPROVE")', '`review.verdict` is not known: there is no review of this head'],
    ['review.findings.must_fix == 0', '`review.findings.must_fix` is not known: there is no review of this head'],
    ['touches("a")', '`event.changed_files` is not known'],
    ['!label("a")', '`event.labels` is not known'],
    ['!codeowner("a")', 'the CODEOWNERS file is not known'],
    ['days_since("2026-01-01T00:00:00Z") > 1', '`now` is not known'],
    ['steps.a.granted', '`steps` is not known: no action has run'],
    ['!has(steps.a)', '`steps` is not known: no action has run'],
    ['!has(event.title)', '`event.title` is not known: the run has no such event'],
    ['!("a" in inputs)', '`inputs` is not known: the run has no inputs'],
    ['size(event.labels) == 0', '`event.labels` is not known: the run has no such event'],
    ['!event.labels.exists(l, l == "a")', '`event.labels` is not known: the run has no such event'],
    ['payload.a != 1', '`payload` is not known: the run has no payload'],
    ['[graph.callers] == []', '`graph.callers` is not known: the graph gave no answer'],
  ])('%s', (text, why) => {
    expect(evaluate(compileCondition(text), {}).value).toBe('unknown');
    expect(whyOf(text, {})).toBe(why);
  });

  it.each<[string, string]>([
    ['event.title == "x"', '`event.title` is not known'],
    ['review.findings.minor == 0', '`review.findings.minor` is not known'],
    ['steps.b.granted', '`steps.b` is not known'],
    ['steps.a.x.y', '`steps.a.x` is not known'],
    ['steps.a.n', 'it is int, neither true nor false'],
    ['steps.a.n + "x" == "x"', '`+` is not for int and string'],
    ['steps.a.n.startsWith("x")', '`startsWith` is not for int and string'],
    ['steps.a.n.field == 1', '`steps.a.n` has no fields'],
    ['steps.a.list[2] == 1', '`steps.a.list` has no element 2'],
    ['steps.a.list.all(x, x)', 'what `all` asks is neither true nor false'],
    ['1 / (steps.a.n - 1) == 1', 'division by zero'],
    ['9223372036854775807 + steps.a.n > 0', 'the number is out of range'],
    ['int(steps.a.text) == 1', '`int` is given what is no whole number'],
    ['event.additions > 1', '`event.additions` is no whole number'],
    ['event.labels == ["a"]', '`event.labels` is no list'],
    ['days_since(event.created_at) > 1', '`event.created_at` is no valid time'],
  ])('%s', (text, why) => {
    const facts = {
      event: { additions: '7', labels: 'a', created_at: 'soon' },
      review: { findings: {} },
      steps: { a: { n: 1, text: '1.5', list: [1, 2] } },
      now: '2026-11-28T00:00:00Z',
    } as unknown as Facts;
    expect(valueOf(text, facts)).toBe('unknown');
    expect(whyOf(text, facts)).toBe(why);
  });

  it.each<[string, boolean | 'unknown']>([
    ['true && graph.callers > 1', 'unknown'],
    ['graph.callers > 1 && true', 'unknown'],
    ['false && graph.callers > 1', false],
    ['graph.callers > 1 && false', false],
    ['true || graph.callers > 1', true],
    ['graph.callers > 1 || true', true],
    ['graph.callers > 1 || false', 'unknown'],
    ['!(graph.callers > 1 && false)', true],
    ['graph.callers > 1 ? true : true', 'unknown'],
    ['true ? true : graph.callers > 1', true],
    ['[1, 2].exists(x, x == 2 || graph.callers > x)', true],
    ['[1, 2].all(x, x == 1 && graph.callers > x)', false],
    ['[1, 2].exists(x, x == 3 || graph.callers > x)', 'unknown'],
    ['[1, 2].exists_one(x, x == 1 || graph.callers > x)', 'unknown'],
    ['[1, 2].filter(x, graph.callers > x) == []', 'unknown'],
    ['[1, 2].map(x, graph.callers) == []', 'unknown'],
  ])("Kleene's logic: %s", (text, expected) => {
    expect(valueOf(text, {})).toBe(expected);
  });

  it('is not what an object inherits', () => {
    const facts: Facts = { steps: { a: {} }, payload: JSON.parse('{"__proto__": {"x": 1}}') as unknown };
    expect(valueOf('steps.constructor == 1 || steps.a.toString == 1', facts)).toBe('unknown');
    expect(valueOf('payload.x == 1', facts)).toBe('unknown');
    expect(valueOf('has(steps.valueOf) || "constructor" in steps', facts)).toBe(false);
  });
});

describe('the trace', () => {
  it('shows each condition as it was written, those that do not decide among them', () => {
    const { value, trace } = evaluate(
      compileCondition(
        '(event.additions +\n event.deletions) > 5 && !(event.draft || label("(wip")) && (graph.callers) > 3',
      ),
      { event: { additions: 1, deletions: 2, draft: false, labels: ['bug'] } },
    );
    expect(value).toBe(false);
    expect(trace).toEqual([
      { text: '(event.additions +\n event.deletions) > 5', value: false },
      { text: 'event.draft', value: false },
      { text: 'label("(wip")', value: false },
      { text: '(graph.callers) > 3', value: 'unknown', why: '`graph.callers` is not known: the graph gave no answer' },
    ]);
  });

  it('has one line for a condition that is not joined', () => {
    expect(evaluate(compileCondition('event.draft ? label("a") : label("bug")'), KNOWN).trace).toEqual([
      { text: 'event.draft ? label("a") : label("bug")', value: true },
    ]);
  });
});
