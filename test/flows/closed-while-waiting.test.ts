import { afterAll, beforeAll, expect, it } from 'vitest';
import { startScriptedAnthropic, type ScriptedAnthropic } from '../claude/scripted-anthropic.js';
import { buildFlow, type Flow } from './flow-stage.js';

let flow: Flow;
let claude: ScriptedAnthropic;

beforeAll(async () => {
  claude = await startScriptedAnthropic();
  flow = await buildFlow({
    env: { ANTHROPIC_API_KEY: 'sk-ant-test-0123456789', ANTHROPIC_BASE_URL: claude.url },
    timings: { tellWait: 300, claudeWait: 3_600_000 },
  });
});
afterAll(async () => {
  await flow.close();
  await claude.close();
});

it('F1, E4: a pull request that is closed while its review waits for Claude is told of no next try', async () => {
  claude.fault('rate-limit', { retryAfter: '1200' });
  const issue = await flow.openPull();
  const summary = () => flow.seen(issue).summaries.join('\n');
  await expect.poll(summary, { timeout: 90_000 }).toContain('Next try: ');
  await flow.sandbox.closePull(flow.repository, issue.number);
  expect(await flow.untilEnded(issue.number)).toMatchObject([{ outcome: 'skipped', reason: 'closed' }]);
  expect(summary()).toContain('was not reviewed: closed.');
  expect(summary()).not.toMatch(/Next try|failed/);
  expect(flow.seen(issue)).toMatchObject({ submitted: 0, pending: 0, unfinishedChecks: 0 });
});
