import { describe, expect, it } from 'vitest';
import { AddBuiltInWorkflows1764000042000 } from '../../../migrations/1764000042000-add-built-in-workflows.js';
import { Definition } from '../../../src/workflows/definitions/definition-schema.js';
import { definitionLines } from '../../../src/commands/workflows/definition-lines.js';
import { nextDue } from '../../../src/workflows/definitions/next-due.js';
import { readDefinition } from '../../../src/workflows/definitions/read-definition.js';
import { writtenDefinition } from '../../../src/workflows/definitions/written-definition.js';
import { AT_WORK_OF_ONE } from '../../../src/workflows/executions/admit-executions.js';
import { STEP_ACTIONS } from '../../../src/workflows/steps/catalogue.js';

const written = { name: 'x', on: [{ event: 'pull_request.opened, issues.opened' }], do: [{ delay: { for: '10m' } }] };
const errorsOf = (more: object) => {
  const read = readDefinition({ ...written, ...more });
  return read.ok ? [] : read.errors;
};

describe('a definition', () => {
  it('is read into its whole form', () => {
    expect(readDefinition(written)).toEqual({
      ok: true,
      definition: {
        name: 'x',
        description: null,
        status: 'active',
        repositories: null,
        on: [{ type: 'event', events: ['pull_request.opened', 'issues.opened'] }],
        if: null,
        concurrency: 'pull_request',
        config: {
          max_concurrent_executions: 5,
          timeout: 300,
          retry_policy: { max_attempts: 3, delay: 5 },
          notifications: { on_success: [], on_failure: [] },
        },
        do: [{ name: 'delay', type: 'delay', config: { for: '10m' }, if: null }],
      },
    });
  });

  it('takes the one of the documentation', () => {
    const read = readDefinition({
      name: 'Payments need two people',
      on: [
        { event: 'pull_request.opened, pull_request.synchronize' },
        { schedule: '0 9 * * 1', timezone: 'Europe/Berlin' },
        { webhook: {} },
        { manual: { inputs: { reason: 'string' } } },
      ],
      if: 'touches("payments/**") && review.findings.must_fix == 0 && graph.callers > 20',
      config: { max_concurrent_executions: 5, notifications: { on_failure: ['slack'] } },
      do: [
        { pr_review_analyzer: {} },
        { quality_gates: { max_must_fix: 0, require_tests: true } },
        { label_pr: { labels: ['needs-two-people'] } },
        { request_reviewers: { experts: 2 } },
        { approval: { from: ['write'], within: '48h' } },
        { post_comment: { body: 'Approved by ${{ steps.approval.by }}' }, if: 'steps.approval.granted' },
      ],
    });
    expect(read).toMatchObject({ ok: true });
  });

  it.each([
    [{ on: [] }, 'on'],
    [{ on: [{ event: 'Not An Event' }] }, 'on[0].events[0]'],
    [{ on: [{ schedule: '* * * * * *' }] }, 'on[0]'],
    [{ if: 'nothing.here == 1' }, 'if'],
    [{ if: 'event.number' }, 'if'],
    [{ do: [{ no_such_action: {} }] }, 'do[0]'],
    [{ do: [{ delay: { for: 'soon' } }] }, 'do[0].delay.for'],
    [{ do: [{ delay: { for: '10m' }, if: 'steps.' }] }, 'do[0].if'],
    [{ do: [{ delay: { for: '1m' } }, { delay: { for: '1m' } }] }, 'do[1].name'],
    [{ do: [{ delay: { for: '1m' }, timeout: 90 }] }, 'do[0].timeout'],
    [{ do: [{ approval: { from: ['write'] }, timeout: 90 }] }, 'do[0].timeout'],
    [{ do: [{ platform_detector: {}, timeout: 0 }] }, 'do[0].timeout'],
    [{ do: [{ platform_detector: {}, timeout: '30s' }] }, 'do[0].timeout'],
    [{ do: [{ platform_detector: {}, timeout: 301 }] }, 'do[0].timeout'],
    [{ do: [{ post_comment: { body: '${{ event.nothing }}' } }] }, 'do[0].post_comment.body'],
    [{ do: [{ request_reviewers: {} }] }, 'do[0].request_reviewers'],
    [{ do: [{ set_check: { name: 'Nectr', conclusion: 'success', title: 'x' } }] }, 'do[0].set_check.name'],
    [
      { do: [{ http_request: { url: 'https://a.example', headers: { authorization: 'x' } } }] },
      'do[0].http_request.headers',
    ],
    [{ surprise: 1 }, ''],
  ])('is refused with the field: %j', (more, field) => {
    expect(errorsOf(more)).toContainEqual({
      field: field === '' ? expect.any(String) : expect.stringContaining(field),
      detail: expect.any(String),
    });
  });

  it('says which event was meant, and leaves alone what may be newer', () => {
    const problemsOf = (...event: string[]) => errorsOf({ on: [{ event }] });
    expect(problemsOf('pull_request.opened', 'pull_request.opend')).toEqual([
      {
        field: 'on[0].events[1]',
        detail: 'there is no event pull_request.opend: did you mean `pull_request.opened`?',
      },
    ]);
    expect(problemsOf('sentry.issue.creatd')).toMatchObject([
      { detail: expect.stringContaining('sentry.issue.created') },
    ]);
    expect(problemsOf('pull_request.teleported', 'repository_dispatch.sample.colected', 'push')).toEqual([]);
  });

  it('says that an event with actions never comes without one, and which there are', () => {
    const problemsOf = (...event: string[]) => errorsOf({ on: [{ event }] });
    expect(problemsOf('pull_request_review')).toEqual([
      {
        field: 'on[0].events[0]',
        detail:
          'pull_request_review never comes without an action: name each that is meant, such as `pull_request_review.dismissed`; there are dismissed, edited, submitted',
      },
    ]);
    expect(problemsOf('pull_request.opened, pull_request')).toMatchObject([
      { field: 'on[0].events[1]', detail: expect.stringMatching(/ opened, .*synchronize/) },
    ]);
    expect(problemsOf('sentry.issue')).toMatchObject([{ detail: expect.stringContaining('sentry.issue.') }]);
    expect(problemsOf('repository_dispatch')).toMatchObject([
      { detail: expect.stringContaining('the action that its sender chose') },
    ]);
    expect(problemsOf('push', 'create', 'status', 'slack.message', 'gollum', 'workflow_dispatch')).toEqual([]);
  });

  it('says that a text asks for a step that is never known there', () => {
    const review = { pr_review_analyzer: {}, name: 'review' };
    const problemsOf = (body: string) =>
      errorsOf({ do: [review, { post_comment: { body } }, { delay: { for: '1m' }, name: 'later' }] });
    expect(problemsOf('${{ steps.review.outcome }} of ${{ event.number }}, ${{ size(steps) }}')).toEqual([]);
    expect(problemsOf('${{ steps.revew.outputs.x }} ${{ steps.revew.verdict }}')).toEqual([
      { field: 'do[1].post_comment.body', detail: 'there is no step revew: did you mean `review`?' },
    ]);
    expect(problemsOf('${{ steps.later.status }} ${{ steps.post_comment.status }}')).toEqual([
      { field: 'do[1].post_comment.body', detail: 'asks for steps.later.status, and later has not run by then' },
      {
        field: 'do[1].post_comment.body',
        detail: 'asks for steps.post_comment.status, and post_comment has not run by then',
      },
    ]);
    const call = {
      url: 'https://a.example/${{ steps.none.x }}',
      method: 'POST',
      headers: { x: '${{ steps.none.x }}' },
    };
    expect(errorsOf({ do: [{ http_request: call }] })).toEqual([
      { field: 'do[0].http_request.url', detail: 'there is no step none' },
      { field: 'do[0].http_request.headers.x', detail: 'there is no step none' },
    ]);
  });

  it('says that a condition asks for a step that is never known there', () => {
    const review = { pr_review_analyzer: {}, name: 'review' };
    const problemsOf = (...conditions: string[]) =>
      errorsOf({
        do: [review, ...conditions.map((each, nth) => ({ delay: { for: '1m' }, name: `d${nth}`, if: each }))],
      });
    expect(problemsOf('steps.review.status == "done" && size(steps) > 0', 'has(steps.d0.status)')).toEqual([]);
    expect(problemsOf('steps.revew.must_fix == 0 || steps.nothing_like.it == 1')).toEqual([
      { field: 'do[1].if', detail: 'there is no step revew: did you mean `review`?' },
      { field: 'do[1].if', detail: 'there is no step nothing_like' },
    ]);
    expect(problemsOf('steps.d1.status == "done"', 'event.draft')).toEqual([
      { field: 'do[1].if', detail: 'asks for steps.d1.status, and d1 has not run by then' },
    ]);
    expect(errorsOf({ if: 'steps.delay.status == "done"' })).toEqual([
      {
        field: 'if',
        detail: 'asks for steps.delay.status, and no step has run by then: ask in the `if` of a step',
      },
    ]);
  });

  it('says why a step cannot have a timeout', () => {
    expect(errorsOf({ config: { timeout: 60 }, do: [{ platform_detector: {}, timeout: 61 }] })).toEqual([
      { field: 'do[0].timeout', detail: 'must be at most 60, the seconds of the whole run' },
    ]);
    expect(errorsOf({ do: [{ approval: { from: ['write'] }, timeout: 60 }] })).toEqual([
      { field: 'do[0].timeout', detail: 'is not for approval, which waits as long as its `within` says' },
    ]);
  });

  it('is the same again as it is written, with the timeouts of its steps', () => {
    const read = readDefinition({ ...written, do: [{ platform_detector: {}, timeout: 30 }, { quality_gates: {} }] });
    const { definition } = read as Extract<typeof read, { ok: true }>;
    expect(definition.do.map(({ timeout }) => timeout)).toEqual([30, undefined]);
    expect(definition.do[1]).not.toHaveProperty('timeout');
    expect(readDefinition(writtenDefinition(definition))).toEqual(read);
    expect(definitionLines(definition)).toContain('  do    platform_detector, 30 s at most');
  });

  it('is shown with the runs that can be at work, not only those that are set', () => {
    const line = (most: number) => {
      const read = readDefinition({ ...written, config: { max_concurrent_executions: most } });
      return read.ok ? definitionLines(read.definition).find((one) => one.includes('at work')) : undefined;
    };
    expect(line(AT_WORK_OF_ONE)).toContain(`, ${AT_WORK_OF_ONE} at work at most, `);
    expect(line(50)).toContain(`, ${AT_WORK_OF_ONE} at work at most (50 are set, an installation has no more), `);
  });

  it('may have texts that are filled in later, not values of another kind', () => {
    expect(errorsOf({ do: [{ delay: { for: '${{ inputs.time }}' } }] })).toEqual([]);
    expect(errorsOf({ do: [{ request_reviewers: { experts: '${{ inputs.count }}' } }] })).toHaveLength(1);
  });
});

describe('what is built in', () => {
  it('is a definition of this version, with actions that there are', async () => {
    const kept: unknown[] = [];
    const runner = { query: async (_: string, values: string[]) => void kept.push(JSON.parse(values[3]!)) };
    await new AddBuiltInWorkflows1764000042000().up(runner as never);
    expect(kept).toHaveLength(3);
    for (const one of kept) {
      const definition = Definition.parse(one);
      for (const { type, config } of definition.do)
        expect(STEP_ACTIONS.get(type)?.config.safeParse(config).error).toBeUndefined();
    }
  });
});

describe('a schedule', () => {
  const berlin = { schedule: '30 2 * * *', timezone: 'Europe/Berlin' };
  const times = (from: string, count: number) => {
    const found: string[] = [];
    for (let at = new Date(from); found.length < count;) {
      at = nextDue(berlin, at)!;
      found.push(at.toISOString());
    }
    return found;
  };

  it('comes once where the clock leaves its time out, and once where it has it twice', () => {
    expect(times('2026-03-28T12:00:00Z', 2)).toEqual(['2026-03-29T01:00:00.000Z', '2026-03-30T00:30:00.000Z']);
    expect(times('2026-10-24T12:00:00Z', 2)).toEqual(['2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z']);
  });
});
