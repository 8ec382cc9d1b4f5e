import { afterAll, beforeAll, expect, it } from 'vitest';
import { seedPast } from '../../src/sandbox/seed-past.js';
import { sendRepository } from '../../src/sandbox/send-repository.js';
import { requestReplay } from '../../src/workflows/replays/request-replay.js';
import { addUser } from '../api/api-rig.js';
import { startScriptedAnthropic, type ScriptedAnthropic } from '../claude/scripted-anthropic.js';
import { buildStage, hasty, type Stage } from '../e2e/stage.js';

const DEADLINE = { timeout: 90_000, interval: 50 };
let stage: Stage;
let claude: ScriptedAnthropic;

beforeAll(async () => {
  claude = await startScriptedAnthropic();
  claude.setScript(({ model }) =>
    model === 'claude-haiku-5-5'
      ? JSON.stringify({ memories: [], parts: [] })
      : JSON.stringify({ summary: 'As before.', risk: 'low', unmet_criteria: [] }),
  );
  stage = await buildStage();
  await seedPast(stage.sandbox, stage.repository, stage.demo, new Date());
});
afterAll(async () => {
  await stage.close();
  await claude.close();
});

it('kill -9 after a review of a replay was paid: another worker goes on with it, and nothing is paid for twice', async () => {
  const env = { ANTHROPIC_API_KEY: 'sk-ant-canary-e2e-000000', ANTHROPIC_BASE_URL: claude.url };
  const doomed = await stage.startWorker({ barrier: 'mid-replay', timings: hasty, env });
  await sendRepository(stage.sandbox, 'added', stage.repository);
  const place = 'SELECT installation_id AS "installationId", id AS "repositoryId" FROM repositories';
  await expect.poll(() => stage.source.query(place), DEADLINE).toHaveLength(1);
  const asked = await requestReplay(stage.source, {
    ...(await stage.source.query(place))[0],
    userId: await addUser(stage.source, 'dora'),
    pullRequests: 2,
    settings: [
      { name: 'As it is', values: {} },
      { name: 'Fewer', values: { max_comments: 1 } },
    ],
  });
  if (asked.kind !== 'replay') throw new Error(asked.reason);
  expect(await doomed.ended).toEqual({ code: null, signal: 'SIGKILL' });
  const state = async () =>
    (await stage.source.query('SELECT status, reviews_done FROM replays WHERE id = $1', [asked.id]))[0];
  expect(await state()).toEqual({ status: 'running', reviews_done: 0 });
  const worker = await stage.startWorker({ timings: hasty, env });
  await expect.poll(state, DEADLINE).toEqual({ status: 'completed', reviews_done: 4 });
  // Four reviews, each read twice.
  expect(claude.requests.filter(({ body }) => body.model !== 'claude-haiku-5-5')).toHaveLength(8);
  await worker.stop();
});
