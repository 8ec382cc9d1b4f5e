import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Issue, ReviewComment } from '../../src/sandbox/types.js';
import { commitFiles } from '../commit-files.js';
import { buildFlow, type Flow } from './flow-stage.js';

/** E17: what people did to our reviews and comments on GitHub stays done. */
let flow: Flow;

const COUPONS = 'src/coupons/coupon-store.ts';
const MUST_FIX = 'export function run(input: string) {\n  return eval(input);\n}\n';
const SHOULD_FIX = 'export async function run() {\n  try {\n    await start();\n  } catch {}\n}\n';

beforeAll(async () => {
  flow = await buildFlow();
  flow.repository.collaborators.set('dora', 'write');
  const base = git('rev-parse', 'main').trim();
  const settings = commitFiles(flow.demo.folder, base, { '.github/nectr.yml': 'request_changes: true\n' });
  git('update-ref', 'refs/heads/main', settings);
});
afterAll(() => flow.close());

function git(...args: string[]): string {
  return execFileSync('git', ['-C', flow.demo.folder, ...args], { encoding: 'utf8' });
}

/** A pull request that has been reviewed once. */
async function reviewed(): Promise<Issue> {
  const issue = await flow.openPull();
  expect(await flow.untilEnded(issue.number)).toMatchObject([{ outcome: 'partial' }]);
  return issue;
}

/** Pushes changed files; waits until their review, the run number `count`, has ended. */
async function push(issue: Issue, files: Parameters<typeof commitFiles>[2], count: number): Promise<void> {
  const commit = commitFiles(flow.demo.folder, issue.pull?.head.sha ?? '', files);
  await flow.sandbox.push(flow.repository, issue.number, commit);
  expect((await flow.untilEnded(issue.number, count)).at(-1)).toMatchObject({ outcome: 'partial' });
}

const textOf = (issue: Issue, path: string) => git('show', `${issue.pull?.head.sha}:${path}`);
const ours = ({ pull }: Issue): ReviewComment[] =>
  [...(pull?.reviewComments.values() ?? [])].filter(({ user }) => user.login === 'nectr[bot]');
const reviewsOf = ({ pull }: Issue) => [...(pull?.reviews.values() ?? [])].filter(({ user }) => user.type === 'Bot');
const statesOf = (issue: Issue) => reviewsOf(issue).map(({ state }) => state);

async function findingOf({ number }: Issue, { id }: ReviewComment): Promise<unknown> {
  const rows: unknown[] = await flow.source.query(
    `SELECT f.state, f.dismissed_reason, f.dismissed_by FROM findings f JOIN pull_requests p ON p.id = f.pull_request_id
      WHERE p.number = $1 AND f.github_comment_id = $2`,
    [number, id],
  );
  return rows[0];
}

async function mustFixes({ number }: Issue): Promise<number[]> {
  const rows: { handle: number }[] = await flow.source.query(
    `SELECT f.handle FROM findings f JOIN pull_requests p ON p.id = f.pull_request_id
      WHERE p.number = $1 AND f.severity = 'must-fix' ORDER BY handle`,
    [number],
  );
  return rows.map(({ handle }) => handle);
}

function inlineOn(issue: Issue, path: string): ReviewComment {
  const found = ours(issue).find(({ original }) => original.path === path);
  if (!found) throw new Error(`no comment on ${path}`);
  return found;
}

it('is kept where a link is cut within a character: the next push posts no second review', async () => {
  const issue = await reviewed();
  await push(issue, { 'docs/link': { link: `${'a'.repeat(199)}\u{1f600}` } }, 2);
  await push(issue, { 'notes.md': 'Something else.\n' }, 3);
  expect(reviewsOf(issue)).toHaveLength(1);
});

describe('a request for changes', () => {
  it('that somebody dismissed is not made again until something new must be fixed', async () => {
    const issue = await reviewed();
    const [first] = reviewsOf(issue);
    expect(first).toMatchObject({ state: 'CHANGES_REQUESTED' });
    await flow.sandbox.dismissReview(flow.repository, issue.number, { reviewId: first?.id ?? 0, user: 'acme' });
    await flow.sandbox.comment(flow.repository, issue.number, 'acme', '/nectr review');
    await flow.untilEnded(issue.number, 2);
    expect(statesOf(issue)).toEqual(['DISMISSED']);
    await push(issue, { 'src/start.ts': SHOULD_FIX }, 3);
    expect(statesOf(issue)).toEqual(['DISMISSED', 'COMMENTED']);
    await push(issue, { 'src/run.ts': MUST_FIX }, 4);
    expect(statesOf(issue)).toEqual(['DISMISSED', 'COMMENTED', 'CHANGES_REQUESTED']);
    expect(await flow.runsOf(issue.number)).toHaveLength(4);
  });
});

describe('our own request for changes', () => {
  const FEE = 'src/orders/payment-fee.ts';
  const withoutKey = (text: string) =>
    text.replace(/const STRIPE = .*/, "const STRIPE = String(process.env['STRIPE']);");
  const withParameter = (text: string) => text.replace("'${code.toLowerCase()}'`,", '$1`,\n    [code],');

  it('is taken back when its last reason is fixed, and not before', async () => {
    const issue = await reviewed();
    await push(issue, { [FEE]: withoutKey(textOf(issue, FEE)) }, 2);
    expect(statesOf(issue)).toEqual(['CHANGES_REQUESTED']);
    await push(issue, { [COUPONS]: withParameter(textOf(issue, COUPONS)) }, 3);
    expect(statesOf(issue)).toEqual(['DISMISSED']);
    await push(issue, { 'src/run.ts': MUST_FIX }, 4);
    expect(statesOf(issue)).toEqual(['DISMISSED', 'CHANGES_REQUESTED']);
  });

  it('is taken back when its last reason is dismissed, and not before', async () => {
    const issue = await reviewed();
    const [first, second, ...others] = await mustFixes(issue);
    expect(others).toEqual([]);
    await flow.sandbox.comment(flow.repository, issue.number, 'acme', `/nectr dismiss F${first} not a bug`);
    await flow.untilEnded(issue.number, 2);
    expect(statesOf(issue)).toEqual(['CHANGES_REQUESTED']);
    await flow.sandbox.comment(flow.repository, issue.number, 'acme', `/nectr dismiss F${second} not a bug`);
    await flow.untilEnded(issue.number, 3);
    expect(statesOf(issue)).toEqual(['DISMISSED']);
  });

  it('stands if GitHub does not let us, and nothing else is the worse for it', async () => {
    const issue = await reviewed();
    flow.sandbox.state.faults.add({ kind: 'status', status: 403, match: { path: /\/dismissals$/ }, times: 100 });
    await push(issue, { [FEE]: withoutKey(textOf(issue, FEE)), [COUPONS]: withParameter(textOf(issue, COUPONS)) }, 2);
    flow.sandbox.state.faults.clear();
    expect(statesOf(issue)).toEqual(['CHANGES_REQUESTED']);
    expect(flow.seen(issue)).toMatchObject({ pending: 0, unfinishedChecks: 0 });
  });
});

describe('a finding is not told again', () => {
  it('when GitHub takes its thread for outdated while the fault is still there', async () => {
    const issue = await reviewed();
    const before = ours(issue).length;
    for (const comment of ours(issue)) comment.current = null;
    await push(issue, { [COUPONS]: `// One more line above.\n\n${textOf(issue, COUPONS)}` }, 2);
    expect(ours(issue)).toHaveLength(before);
    expect(reviewsOf(issue)).toHaveLength(1);
    expect(await findingOf(issue, inlineOn(issue, COUPONS))).toMatchObject({ state: 'open' });
  });

  it('when a person deleted its comment; only changed code is told anew', async () => {
    const issue = await reviewed();
    const deleted = inlineOn(issue, COUPONS);
    await flow.sandbox.deleteReviewComment(flow.repository, issue.number, { commentId: deleted.id, user: 'acme' });
    const before = ours(issue).length;
    await push(issue, { 'notes.md': 'Something else.\n' }, 2);
    await flow.sandbox.comment(flow.repository, issue.number, 'acme', '/nectr review full');
    await flow.untilEnded(issue.number, 3);
    expect(ours(issue)).toHaveLength(before);
    expect(await findingOf(issue, deleted)).toMatchObject({ state: 'open' });
    const text = textOf(issue, COUPONS);
    await push(issue, { [COUPONS]: text.replace('ends_at: Date }>', 'ends_at: Date | null }>') }, 4);
    expect(ours(issue)).toHaveLength(before + 1);
    expect(inlineOn(issue, COUPONS).original.path).toBe(COUPONS);
    expect(await findingOf(issue, deleted)).toMatchObject({ state: 'fixed' });
  });

  it.each([
    ['a person with write permission', 'dora', { state: 'dismissed', dismissed_by: 'dora' }],
    ['somebody without', 'stranger', { state: 'open', dismissed_by: null }],
  ])('when its thread was resolved by %s', async (_, user, finding) => {
    const issue = await reviewed();
    const inline = inlineOn(issue, COUPONS);
    const before = ours(issue).length;
    flow.sandbox.resolveThread(flow.repository, inline.id, user);
    await push(issue, { 'notes.md': 'Something else.\n' }, 2);
    expect(await findingOf(issue, inline)).toMatchObject(finding);
    flow.sandbox.resolveThread(flow.repository, inline.id, null);
    await push(issue, { 'notes.md': 'And more.\n' }, 3);
    expect(await findingOf(issue, inline)).toMatchObject({ state: 'open' });
    expect(ours(issue)).toHaveLength(before);
    expect(reviewsOf(issue)).toHaveLength(1);
  });
});
