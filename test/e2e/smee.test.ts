import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildStage, seenOn, untilEnded, type Stage } from './stage.js';
import { startSmeeChannel, type SmeeChannel } from './smee-channel.js';

let channel: SmeeChannel;
let stage: Stage;

beforeAll(async () => {
  channel = await startSmeeChannel();
  stage = await buildStage({ WEBHOOK_PROXY_URL: channel.url });
  await stage.startWorker();
  stage.sandbox.setWebhookUrl(channel.url);
});
afterAll(async () => {
  await stage.close();
  await channel.close();
});

it('a delivery through the channel, with text of all scripts in it, becomes a posted review', async () => {
  expect(channel.clients()).toBe(1);
  const [pull] = stage.demo.pulls;
  if (!pull) throw new Error('no pull request');
  const title = 'Exportación de pedidos 日本語 🍏 \u2028 "quoted" <b>';
  const issue = await stage.sandbox.openPull(stage.repository, { ...pull, title });
  expect(await untilEnded(stage, issue.number)).toMatchObject([{ outcome: 'partial' }]);
  expect(seenOn(stage, issue)).toMatchObject({ submitted: 1, pending: 0, unfinishedChecks: 0 });
  expect(await stage.source.query('SELECT title FROM pull_requests')).toEqual([{ title }]);
});
