import { execFileSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildStage, hasty, quick, runsOf, seenOn, untilEnded, type Process, type Stage } from '../e2e/stage.js';

/** Seconds instead of a quarter of a minute; a busy machine must still find the time for one beat. */
const watchful = {
  ...quick,
  ...hasty,
  silence: 1500,
  loopSilence: 1500,
  heartbeat: 300,
  loopBeat: 100,
  unattended: 4000,
};

let stage: Stage;
let web: Process | null = null;

beforeAll(async () => {
  stage = await buildStage();
});
afterEach(async () => {
  await web?.stop();
  web = null;
  stage.repository.checkRuns.clear();
  for (const issue of stage.repository.issues.values()) if (issue.pull) issue.state = 'closed';
});
afterAll(() => stage.close());

/** Server and worker in one, as most people run it. */
async function startAll(test: object = {}): Promise<Process> {
  web = await stage.startWeb({ ROLE: 'all', NECTR_TEST: JSON.stringify({ timings: watchful, ...test }) });
  return web;
}

/** The worker that a server forked, as soon as it is ready. */
async function workerOf({ child }: Process): Promise<number> {
  await expect.poll(() => stage.source.query('SELECT 1 FROM executors'), { timeout: 90_000 }).toHaveLength(1);
  return Number(execFileSync('pgrep', ['-P', String(child.pid), '-f', 'cli.js worker'], { encoding: 'utf8' }));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const live = async ({ port }: Process) => (await fetch(`http://127.0.0.1:${port}/livez`)).status;

describe('a worker that does not answer', () => {
  it('frozen as a whole: its parent kills it, the next one ends its run', async () => {
    const server = await startAll();
    const frozen = await workerOf(server);
    stage.sandbox.state.faults.add({ kind: 'delay', delayMs: 500, match: { path: /\/files$/ }, times: 1 });
    const issue = await stage.openPull();
    await expect.poll(() => stage.sandbox.state.faults.pending(), { timeout: 90_000 }).toBe(0);
    process.kill(frozen, 'SIGSTOP');
    expect(await untilEnded(stage, issue.number)).toMatchObject([{ outcome: 'partial', attempt: 2 }]);
    expect(isAlive(frozen)).toBe(false);
    expect(stage.log()).toContain('the worker does not answer any more');
    expect(seenOn(stage, issue)).toMatchObject({ submitted: 1, pending: 0, unfinishedChecks: 0 });
  });

  it('frozen for a moment: it wakes, keeps its run and counts no attempt', async () => {
    const server = await startAll({ timings: { ...watchful, heartbeat: 1000, silence: 8000, loopSilence: 8000 } });
    const worker = await workerOf(server);
    stage.sandbox.state.faults.add({ kind: 'delay', delayMs: 500, match: { path: /\/files$/ }, times: 1 });
    const issue = await stage.openPull();
    await expect.poll(() => stage.sandbox.state.faults.pending(), { timeout: 90_000 }).toBe(0);
    process.kill(worker, 'SIGSTOP');
    // As if it had slept for a minute by the clock of the database.
    await stage.source.query(`UPDATE executors SET heartbeat_at = now() - interval '1 minute'`);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    process.kill(worker, 'SIGCONT');
    expect(await untilEnded(stage, issue.number)).toMatchObject([{ outcome: 'partial', attempt: 1 }]);
    expect(isAlive(worker)).toBe(true);
  });

  it('held by a run, each time anew: the run is given up without a hand, and says so', async () => {
    await startAll({ barrier: 'after-claim', fault: 'spin' });
    const issue = await stage.openPull();
    const [run] = await untilEnded(stage, issue.number);
    expect(run).toMatchObject({ status: 'failed', reason: expect.stringContaining('died') });
    await expect.poll(() => seenOn(stage, issue).summaries.join(), { timeout: 90_000 }).toContain('Review failed');
    await expect.poll(() => seenOn(stage, issue).unfinishedChecks).toBe(0);
    expect(stage.log()).toContain('the event loop was held for 1.5 s');
  }, 180_000);
});

describe('ROLE=worker, with nobody to watch it', () => {
  it('ends itself when its event loop is held, and another one ends its run', async () => {
    const startHeld = () => stage.startWorker({ barrier: 'after-claim', fault: 'spin', timings: watchful });
    let held = await startHeld();
    const issue = await stage.openPull();
    expect(await held.ended).toEqual({ code: null, signal: 'SIGKILL' });
    // A machine that is busy enough holds it before it has a run.
    for (let more = 3; more > 0 && (await runsOf(stage, issue.number)).length === 0; more--) {
      held = await startHeld();
      expect(await held.ended).toEqual({ code: null, signal: 'SIGKILL' });
    }
    expect(await runsOf(stage, issue.number)).toMatchObject([{ status: 'running' }]);
    const healthy = await stage.startWorker({ timings: watchful });
    expect(await untilEnded(stage, issue.number)).toMatchObject([{ outcome: 'partial', attempt: 2 }]);
    await healthy.stop();
  });
});

describe('/livez', () => {
  it('fails where no worker has been heard of for a while, and recovers', async () => {
    // The parent is too patient here to do something about it.
    const server = await startAll({ timings: { ...watchful, loopSilence: 60_000 } });
    const worker = await workerOf(server);
    expect(await live(server)).toBe(200);
    process.kill(worker, 'SIGSTOP');
    await stage.source.query(`UPDATE executors SET heartbeat_at = now() - interval '1 minute'`);
    await expect.poll(() => live(server), { timeout: 90_000 }).toBe(503);
    process.kill(worker, 'SIGCONT');
    await expect.poll(() => live(server), { timeout: 90_000 }).toBe(200);
  });
});
