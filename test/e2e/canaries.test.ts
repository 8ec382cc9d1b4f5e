import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildStage, seenOn, untilEnded, type Stage } from './stage.js';

let stage: Stage;
const VERBOSE = { LOG_LEVEL: 'trace' };
/** Stands where people write; a log names pull requests by number. */
const PROSE = 'canary-of-a-customer-7f3a';

beforeAll(async () => {
  stage = await buildStage(VERBOSE);
  await stage.startWorker({ env: VERBOSE });
});
afterAll(() => stage.close());

it('S28: no secret, token or text of a customer stands in any log, at the most talkative level and with faults', async () => {
  const { sandbox, repository, demo } = stage;
  const [pull] = demo.pulls;
  if (!pull) throw new Error('the demo has no pull request');
  for (const [path, kind] of [
    [/\/files$/, 'bad-json'],
    [/\/reviews$/, 'lost-answer'],
    [/\/access_tokens$/, 'bad-json'],
  ] as const)
    sandbox.state.faults.add({ kind, match: { path }, times: 1 });
  sandbox.state.faults.add({
    kind: 'status',
    status: 502,
    body: { message: 'Bad gateway', echo: PROSE },
    match: { path: /\/tarball\// },
    times: 2,
  });
  const text = `${PROSE} Closes #1`;
  const issue = await sandbox.openPull(repository, { ...pull, title: text, body: text });
  await untilEnded(stage, issue.number);
  expect(seenOn(stage, issue)).toMatchObject({ submitted: 1 });
  await sandbox.comment(repository, issue.number, 'stranger', `/nectr review ${PROSE}`);
  const forged = { action: 'opened', text: PROSE };
  const refused = await fetch(`http://127.0.0.1:${stage.web.port}/api/github/webhooks`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'pull_request',
      'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
      'x-hub-signature-256': `sha256=${'0'.repeat(64)}`,
    },
    body: JSON.stringify(forged),
  });
  expect(refused.status).toBe(401);
  await sandbox.deliver('pull_request', { ...forged, deep: { installation: PROSE } });
  sandbox.state.faults.add({
    kind: 'status',
    status: 451,
    body: { message: 'Repository access blocked', block: { reason: PROSE } },
    match: { path: /\/files$/ },
    times: 9,
  });
  const failing = await sandbox.openPull(repository, { ...pull, title: text, body: text });
  await untilEnded(stage, failing.number);

  const log = stage.log();
  expect(log.split('\n').length).toBeGreaterThan(30);
  expect(log).toContain('"level":"debug"');
  const tokens = [...sandbox.state.tokens.keys()];
  expect(tokens.length).toBeGreaterThan(3);
  const secrets = [...stage.secrets, ...tokens].filter((secret) => secret.length >= 8);
  for (const secret of [...secrets, ...secrets.map((one) => Buffer.from(one).toString('base64')), PROSE]) {
    const line = log.split('\n').find((each) => each.includes(secret));
    expect(line).toBeUndefined();
  }
  expect(log).not.toMatch(/ghs_[A-Za-z0-9]|BEGIN [A-Z ]*PRIVATE KEY|Bearer ey/);
});

it('S27: nor in anything that was posted', () => {
  const posted = JSON.stringify(
    stage.sandbox.state.journal.filter(({ path }) => !path.endsWith('/access_tokens')).map(({ body }) => body),
  );
  for (const secret of [...stage.secrets, ...stage.sandbox.state.tokens.keys()].filter(({ length }) => length >= 8))
    expect(posted).not.toContain(secret);
});
