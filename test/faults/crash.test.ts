import { execFileSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Barrier } from '../../src/test-switches.js';
import { buildStage, hasty, seenOn, untilEnded, type Stage } from '../e2e/stage.js';

const BARRIERS: readonly Barrier[] = [
  'after-claim',
  'after-fetch',
  'after-llm',
  'before-post',
  'after-pending',
  'after-submit',
  'before-complete',
];
/** `npm run chaos kill` asks for hundreds. */
const TIMES = Number(process.env['NECTR_KILLS'] ?? 1);

let stage: Stage;

beforeAll(async () => {
  stage = await buildStage();
});
afterEach(async () => {
  await stage.killWorkers();
  // All pull requests here have one head: their check runs would be listed with each other's, hundreds in a campaign.
  stage.repository.checkRuns.clear();
  for (const issue of stage.repository.issues.values()) if (issue.pull) issue.state = 'closed';
});
afterAll(() => stage.close());

describe('C1: kill -9 of the worker', () => {
  it.each(BARRIERS.flatMap((barrier) => Array.from({ length: TIMES }, (_, time) => [barrier, time + 1] as const)))(
    '%s, time %i: another worker ends the run, with one review and nothing left over',
    async (barrier) => {
      const doomed = await stage.startWorker({ barrier, timings: hasty });
      const issue = await stage.openPull();
      expect(await doomed.ended).toEqual({ code: null, signal: 'SIGKILL' });
      const healthy = await stage.startWorker({ timings: hasty });
      const [run, ...more] = await untilEnded(stage, issue.number);
      expect(more).toEqual([]);
      expect(run).toMatchObject({ status: 'completed', outcome: 'partial', attempt: 2 });
      expect(seenOn(stage, issue)).toMatchObject({ submitted: 1, pending: 0, inline: 2, unfinishedChecks: 0 });
      expect(seenOn(stage, issue).summaries).toHaveLength(1);
      await healthy.stop();
    },
  );

  it('C5, C6: a run that kills its worker each time ends as failed, says so, and the next one goes on', async () => {
    const issue = await stage.openPull();
    const settled = untilEnded(stage, issue.number, 120_000).then(() => null);
    settled.catch(() => undefined);
    for (let attempt = 0; attempt < 5; attempt++) {
      const doomed = await stage.startWorker({ barrier: 'after-claim', timings: hasty });
      if ((await Promise.race([doomed.ended, settled])) === null) {
        // It gave the run up, and would die of the next one.
        await doomed.stop();
        break;
      }
    }
    const healthy = await stage.startWorker({ timings: hasty });
    expect(await untilEnded(stage, issue.number)).toMatchObject([
      { status: 'failed', reason: expect.stringContaining('died') },
    ]);
    await expect.poll(() => seenOn(stage, issue).summaries.join(), { timeout: 90_000 }).toContain('Review failed');
    const next = await stage.openPull();
    expect(await untilEnded(stage, next.number)).toMatchObject([{ outcome: 'partial' }]);
    await healthy.stop();
    // Four workers start one after the other.
  }, 240_000);
});

describe('C3: a frozen worker', () => {
  it('writes nothing more after another one took its run', async () => {
    const frozen = await stage.startWorker({ timings: { ...hasty, retries: [100, 200, 400] } });
    stage.sandbox.state.faults.add({
      kind: 'delay',
      delayMs: 800,
      match: { method: 'POST', path: /\/check-runs$/ },
      times: 1,
    });
    const issue = await stage.openPull();
    await expect.poll(() => stage.sandbox.state.faults.pending(), { timeout: 90_000 }).toBe(0);
    frozen.child.kill('SIGSTOP');
    const healthy = await stage.startWorker({ timings: hasty });
    await untilEnded(stage, issue.number);
    frozen.child.kill('SIGCONT');
    await Promise.race([frozen.ended, new Promise((resolve) => setTimeout(resolve, 3000))]);
    expect(seenOn(stage, issue)).toMatchObject({ submitted: 1, pending: 0, inline: 2 });
    expect(seenOn(stage, issue).summaries).toHaveLength(1);
    await healthy.stop();
  });
});

describe('E1: a push while a review is under way', () => {
  it('posts nothing for the old head and reviews the new one', async () => {
    const worker = await stage.startWorker({ timings: hasty });
    stage.sandbox.state.faults.add({
      kind: 'delay',
      delayMs: 1000,
      match: { method: 'GET', path: /\/files$/ },
      times: 1,
    });
    const issue = await stage.openPull();
    await expect.poll(() => stage.sandbox.state.faults.pending(), { timeout: 90_000 }).toBe(0);
    const old = issue.pull?.head.sha;
    const other = execFileSync('git', ['-C', stage.demo.folder, 'rev-parse', 'order-pages'], {
      encoding: 'utf8',
    }).trim();
    await stage.sandbox.push(stage.repository, issue.number, other);
    await expect.poll(async () => (await untilEnded(stage, issue.number)).length, { timeout: 90_000 }).toBe(2);
    const runs = await untilEnded(stage, issue.number);
    expect(runs.map(({ outcome }) => outcome).toSorted()).toEqual(['partial', 'skipped']);
    expect(runs.find(({ outcome }) => outcome === 'skipped')?.reason).toBe(`superseded by ${other}`);
    expect(issue.pull?.head.sha).not.toBe(old);
    expect(seenOn(stage, issue)).toMatchObject({ submitted: 0, pending: 0, unfinishedChecks: 0 });
    await worker.stop();
  });

  it('L4: posts nothing once the App is uninstalled', async () => {
    const worker = await stage.startWorker({ timings: hasty });
    stage.sandbox.state.faults.add({
      kind: 'delay',
      // Time enough for the event to be heard, on a slow machine too.
      delayMs: 5000,
      match: { method: 'GET', path: /\/files$/ },
      times: 1,
    });
    const issue = await stage.openPull();
    await expect.poll(() => stage.sandbox.state.faults.pending(), { timeout: 90_000 }).toBe(0);
    stage.installation.deleted = true;
    await stage.sandbox.sendInstallation(stage.installation, 'deleted');
    expect(await untilEnded(stage, issue.number)).toMatchObject([{ outcome: 'skipped' }]);
    expect(seenOn(stage, issue)).toMatchObject({ submitted: 0, summaries: [] });
    await worker.stop();
  });
});
