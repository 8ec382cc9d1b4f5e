import { expect, it } from 'vitest';
import { approval } from '../../../src/workflows/steps/approval.js';
import { notify } from '../../../src/workflows/steps/notify.js';

/** Services know a message by its name: two that are not the same have two, and one that is tried again keeps its own. */
const names: string[] = [];
const messages = { send: async (_call: unknown, _message: unknown, name: string) => void names.push(name) };
const connected = {
  type: { title: 'Chat', messages },
  button: () => 'value',
  deliver: (_signal: unknown, work: (call: unknown) => unknown) => work({}),
};
const ports = {
  integrations: { open: async () => connected },
  github: { repositoryUrl: () => '' },
  log: {},
  source: {
    query: async () => [{ decision: null, by: null, note: null, expiresAt: new Date() }],
  },
};
const once = (_key: string, { work }: { work: () => Promise<unknown> }) =>
  work().then((value) => ({ kind: 'done', value }));
const contextOf = (executionId: string, position: number) =>
  ({
    ports,
    run: { id: executionId, executionId, workflowName: 'w', installationId: 1, repository: null, pull: null },
    step: { name: 'notify', position },
    once,
    signal: new AbortController().signal,
    log: async () => undefined,
  }) as never;
async function nameOf(work: () => Promise<unknown>): Promise<string> {
  names.length = 0;
  await work();
  expect(names).toHaveLength(1);
  return names[0]!;
}
const tell = (executionId: string, position: number) =>
  nameOf(() => notify.run(contextOf(executionId, position), notify.config.parse({ integration: 'chat', text: 'x' })));
const ask = (executionId: string, position: number) =>
  nameOf(() =>
    approval.run(contextOf(executionId, position), approval.config.parse({ from: ['dora'], notify: 'chat' })),
  );

it('a message has the name of its step, in each try of its run', async () => {
  const first = await tell('run:1', 0);
  expect(await tell('run:1', 1)).not.toBe(first);
  expect(await tell('run:2', 0)).not.toBe(first);
  expect(await tell('run:1:retry.1', 0)).toBe(first);
});

it('the question of an approval is asked for each of them, and again for each try: its buttons are for that one', async () => {
  const all = [await ask('run:1', 0), await ask('run:1', 1), await ask('run:1:retry.1', 0), await tell('run:1', 0)];
  expect(new Set(all).size).toBe(all.length);
});
