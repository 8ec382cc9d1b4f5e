import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createIntegrations } from '../../src/integrations/services/connected.js';
import { ServiceLimitedError, ServiceUnavailableError } from '../../src/integrations/services/service-error.js';
import type { ExecutionRecord } from '../../src/workflows/executions/execution-record.js';
import { createOnce } from '../../src/workflows/executions/once.js';
import { STEP_ACTIONS } from '../../src/workflows/steps/catalogue.js';
import type { StepContext } from '../../src/workflows/steps/step-action.js';
import { buildExecutionRig } from '../workflows/executions/execution-rig.js';
import { changes } from './workflow-crash/gate.js';
import { startServices } from './workflow-crash/services.js';

/** A service does what it is asked, and a gateway answers 502; then the step is tried again, as by its retry policy. */
const KEYS = ['k'.repeat(40)] as const;
let isLost = false;
let rig: Awaited<ReturnType<typeof buildExecutionRig>>;
let services: Awaited<ReturnType<typeof startServices>>;
let ports: StepContext['ports'];
let run: ExecutionRecord;

beforeAll(async () => {
  services = await startServices({
    before: () => undefined,
    after: (outgoing) => {
      if (!isLost || !changes(outgoing)) return null;
      isLost = false;
      return '502';
    },
  });
  rig = await buildExecutionRig();
  const { source, acme } = rig;
  await services.connect(source, acme.id);
  const allowedPrivateHosts = ['127.0.0.1'];
  ports = {
    source,
    reached: () => undefined,
    integrations: createIntegrations({ source, secretKeys: KEYS, allowedPrivateHosts, leftAloneMs: 1 }),
    allowedPrivateHosts,
    httpHosts: ['127.0.0.1'],
    github: { repositoryUrl: (name: string) => `https://github.com/${name}` },
    openSecrets: async () => new Map(),
  } as unknown as StepContext['ports'];
  const pull = { id: await rig.addPull(1), headSha: 'a'.repeat(40) };
  const record = await rig.claim(await rig.start(await rig.define({ concurrency: 'none' }), { pull }));
  const event = { id: '', source: 'sentry', type: 'sentry.issue.created', payload: { issue: { id: '6507376925' } } };
  run = { ...(record as ExecutionRecord), event };
});
afterAll(async () => {
  await rig.close();
  await services.close();
});

const tell = (integration: string, token: string) => ({ notify: { integration, text: `told ${token}` } });

/** Where nobody can look it up afterwards, it is not done again, and the step says so. */
it.each([
  ['slack', 'of-slack', (token: string) => tell('slack', token), { sent: true }],
  ['pagerduty', 'of-pagerduty', (token: string) => tell('pagerduty', token), { sent: true }],
  ['discord', 'of-discord', (token: string) => tell('discord', token), { sent: false }],
  ['teams', 'of-teams', (token: string) => tell('teams', token), { sent: false }],
  ['datadog', 'of-datadog', (token: string) => tell('datadog', token), { sent: false }],
  [
    'linear',
    'ticket',
    (token: string) => ({ issue_creator: { target: 'linear', title: token, body: 'x' } }),
    { key: expect.stringMatching(/^ENG-/) },
  ],
  [
    'sentry',
    'link',
    (token: string) => ({ link_error: { integration: 'sentry', key: '#1', url: `https://shop.acme.dev/${token}` } }),
    { linked: 'commented' },
  ],
  [
    'http request',
    'deploy',
    (token: string) => ({ http_request: { url: `${services.own}/deploy`, method: 'POST', body: { token } } }),
    { sent: false },
  ],
] as const)('%s: it is done once', async (service, token, written, result) => {
  const [[type, config]] = Object.entries(written(token)) as [[string, Record<string, unknown>]];
  const action = STEP_ACTIONS.get(type)!;
  const position = [...service].reduce((sum, letter) => sum * 7 + letter.charCodeAt(0), 0) % 10_000;
  const context: StepContext = {
    ports,
    run,
    step: { name: service.replace(' ', '_'), position },
    facts: {} as StepContext['facts'],
    signal: new AbortController().signal,
    once: createOnce(ports, run, position),
    resumed: false,
    log: async () => undefined,
  };
  isLost = true;
  const failed: unknown[] = [];
  for (let attempt = 0; attempt < 10; attempt++) {
    try {
      const end = await action.run(context, action.config.parse(config));
      expect(end).toMatchObject({ kind: 'done', result });
      break;
    } catch (error) {
      if (!(error instanceof ServiceUnavailableError || error instanceof ServiceLimitedError)) throw error;
      failed.push(error);
      await sleep(10);
    }
  }
  expect([isLost, failed.length > 0]).toEqual([false, true]);
  expect(services.seen(token)[service]).toBe(1);
});
