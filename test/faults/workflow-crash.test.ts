import { appendFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCrashStage, type Played, type Point } from './workflow-crash/crash-stage.js';

/** Every how many points the worker dies; `npm run chaos workflows` asks for all of them. */
const EVERY = Number(process.env['NECTR_EVERY_POINT'] ?? 60);
/** There are fewer requests than rows. */
const EVERY_REQUEST = Math.ceil(EVERY / 2.5);
const REPORT = process.env['NECTR_CRASH_REPORT'];

/** What nobody can look up afterwards: not done again where it may have been done. */
const IN_DOUBT = new Set(['tell_teams', 'tell_discord', 'tell_email', 'request', 'tell_datadog']);
const EFFECT: Record<string, string> = {
  tell_slack: 'slack',
  tell_discord: 'discord',
  tell_teams: 'teams',
  tell_datadog: 'datadog',
  tell_pagerduty: 'pagerduty',
  tell_email: 'email',
  request: 'http request',
};

let crash: Awaited<ReturnType<typeof buildCrashStage>>;
let whole: { rows: number; requests: number; played: Played };

beforeAll(async () => {
  crash = await buildCrashStage();
  whole = await crash.measure();
});
afterAll(() => crash.close());

/** Everything once; what a step says is in doubt, once at most. */
function check(played: Played): void {
  const said = JSON.stringify(played);
  expect(played.status, said).toBe('completed');
  for (const { name, result } of played.steps) expect(result?.['linked'], `${name}: ${said}`).not.toBe('no');
  const doubted = played.steps.filter(({ result }) => result?.['sent'] === false).map(({ name }) => name);
  for (const name of doubted) expect(IN_DOUBT, said).toContain(name);
  const atMostOnce = new Set(doubted.map((name) => EFFECT[name]));
  for (const [effect, times] of Object.entries(played.effects)) {
    if (atMostOnce.has(effect)) expect(times, `${effect}: ${said}`).toBeLessThanOrEqual(1);
    else expect(times, `${effect}: ${said}`).toBe(1);
  }
}

/** Each `every`-th number, shifted so that tests take others. */
const some = (count: number, shift: number, every: number) =>
  Array.from({ length: count }, (_, nth) => nth + 1).filter((nth) => (nth + shift) % every === 0);

async function all(points: Point[]): Promise<void> {
  const seen = new Set<string>();
  const faults: unknown[] = [];
  for (const point of points) {
    const token = `point-${point.of}-${point.fault}-${point.at}-${point.nth}`;
    const played: Played = await crash.play(token, point);
    if (played.struck !== null) seen.add(played.struck);
    let fault: unknown = null;
    try {
      check(played);
    } catch (error) {
      faults.push((fault = error));
    }
    const line = { point, ...played, fault: fault === null ? null : String(fault) };
    if (REPORT !== undefined) appendFileSync(REPORT, `${JSON.stringify(line)}\n`);
  }
  if (faults.length > 0) throw new AggregateError(faults, faults.map(String).join('\n\n'));
  // Or nothing was tried.
  expect(seen.size, [...seen].join('\n')).toBeGreaterThan(points.length / 4);
}

describe('kill -9 of the worker while it runs a workflow with every action', () => {
  const TIME = 300_000 * Math.max(1, 60 / EVERY);
  const kill = (of: 'row' | 'request', at: 'before' | 'after', nth: number): Point => ({ of, nth, at, fault: 'kill' });

  it('is as without it when nothing happens', () => check(whole.played));

  it.each([
    ['before', 0],
    ['after', 12],
  ] as const)(
    '%s a row is committed: everything is done once',
    (at, shift) => all(some(whole.rows, shift, EVERY).map((nth) => kill('row', at, nth))),
    TIME,
  );

  it.each([
    ['before the service has it', 'before', 5],
    ['after it is done', 'after', 17],
  ] as const)(
    'while a request is under way, %s: everything is done once',
    (_, at, shift) => all(some(whole.requests, shift, EVERY_REQUEST).map((nth) => kill('request', at, nth))),
    TIME,
  );

  it(
    'a gateway answers 502 after it is done: everything is done once',
    () => all(some(whole.requests, 9, EVERY_REQUEST).map((nth) => ({ of: 'request', nth, at: 'after', fault: '502' }))),
    TIME,
  );

  it(
    'a worker that is frozen and wakes up writes nothing more',
    () =>
      all([
        ...some(whole.rows, 7, EVERY).map((nth): Point => ({ of: 'row', nth, at: 'after', fault: 'freeze' })),
        ...some(whole.requests, 13, EVERY_REQUEST).map((nth): Point => ({
          of: 'request',
          nth,
          at: 'after',
          fault: 'freeze',
        })),
      ]),
    TIME,
  );
});
