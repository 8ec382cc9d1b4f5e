import { afterAll, beforeAll, expect, it } from 'vitest';
import { linear } from '../../../src/integrations/linear/integration.js';
import { sentry } from '../../../src/integrations/sentry/integration.js';
import { issueCreator } from '../../../src/workflows/steps/issue-creator.js';
import type { StepContext } from '../../../src/workflows/steps/step-action.js';
import { startLinear, type LocalLinear } from '../linear/local-linear.js';
import { connection, inboundOf } from '../call-of.js';
import { event, headersOf, hook, issue, SECRET } from './hooks.js';

const API_KEY = 'lin_api_0123456789abcdef0123456789abcdef';
let server: LocalLinear;
beforeAll(async () => void (server = await startLinear({ apiKey: API_KEY })));
afterAll(() => server.close());

/** What the door makes of a webhook, as it is stored with the event. */
function payloadOf(resource: string, action: string, data: Record<string, unknown>, organization: string): unknown {
  const body = JSON.stringify(hook(action, data));
  const received = sentry.inbound!.receive(inboundOf(body, headersOf(resource, body)), {
    config: sentry.config.parse({ organization }),
    credentials: { auth_token: 'x', client_secret: SECRET },
  });
  if (received.kind !== 'event') throw new Error(`it is ${received.kind}`);
  return JSON.parse(JSON.stringify(received.payload));
}

let runs = 0;
/** A run of the step for an event that this webhook was. */
async function create(payload: unknown) {
  const call = {
    ...connection(),
    config: linear.config.parse({ base_url: `${server.url}/graphql`, team: 'ENG' }),
    credentials: linear.credentials.parse({ api_key: API_KEY }),
  };
  const connected = { type: linear, use: (_: AbortSignal, work: (with_: unknown) => unknown) => work(call) };
  const nth = String(++runs);
  const run = {
    workflowId: 'w',
    executionId: nth,
    installationId: 1,
    event: { id: nth, source: 'sentry', type: 'sentry.issue.created', payload },
    pull: null,
    repository: null,
  };
  const once = async (_: string, { work }: { work(): Promise<unknown> }) => ({ kind: 'done', value: await work() });
  const ports = { integrations: { open: async () => connected } };
  const context = { ports, run, step: { name: 'ticket', position: 0 }, once, signal: call.signal };
  const config = issueCreator.config.parse({ target: 'linear', title: 'ValueError' });
  const ended = await issueCreator.run(context as unknown as StepContext, config as never);
  return ended.kind === 'done' ? (ended.result as { key: string; is_new: boolean }) : null;
}

it('an issue of Sentry has one ticket, whichever of its webhooks starts the run', async () => {
  const id = '1117540176';
  const first = await create(payloadOf('issue', 'created', { issue: issue({ id }) }, 'acme'));
  expect(first).toMatchObject({ is_new: true });
  for (const payload of [
    payloadOf('issue', 'unresolved', { issue: issue({ id, substatus: 'regressed' }) }, 'acme'),
    payloadOf('event_alert', 'triggered', { event: event({ issue_id: id }), triggered_rule: 'Any' }, 'acme'),
    payloadOf('error', 'created', { error: event({ issue_id: id }) }, 'acme'),
  ])
    expect(await create(payload)).toMatchObject({ key: first?.key, is_new: false });
  expect(server.issues).toHaveLength(1);
  for (const payload of [
    payloadOf('issue', 'created', { issue: issue({ id: '7' }) }, 'acme'),
    payloadOf('issue', 'created', { issue: issue({ id }) }, 'other'),
  ])
    expect(await create(payload)).toMatchObject({ is_new: true });
  expect(server.issues).toHaveLength(3);
});
