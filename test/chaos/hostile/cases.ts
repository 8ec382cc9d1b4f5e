import { createHmac, randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Issue, Repository } from '../../../src/sandbox/types.js';
import type { Ground } from './ground.js';

/** What a case found out beside what is measured of every case. */
export interface Seen {
  wait: number | null;
  alone: number | null;
  remark: string;
  faults: string[];
}

export interface HostileCase {
  name: string;
  /** `minutes`: for how long a case goes on that has no end of its own. */
  run(ground: Ground, minutes: number): Promise<Seen>;
}

const MB = 1024 * 1024;

/** In the order in which they run. Sizes are those that did harm once. */
export const hostileCases: readonly HostileCase[] = [
  { name: 'nested', run: (ground) => besides(ground, nestedQuantifiers()) },
  {
    name: 'blank',
    run: (ground) => besides(ground, { 'src/blank.ts': `${'\n'.repeat(900_000)}export const a = 1;\n` }),
  },
  { name: 'files', run: (ground) => besides(ground, largeFiles()) },
  { name: 'door', run: largeDeliveries },
  { name: 'flood', run: flood },
  { name: 'hour', run: steadyLoad },
];

/** A pull request of one tenant, and at once another tenant's: how long does that one wait? */
async function besides(ground: Ground, files: Readonly<Record<string, string>>): Promise<Seen> {
  const alone = await timeAlone(ground);
  const hostile = await ground.tenant(`hostile-${randomUUID()}`);
  const attack = await ground.openPull(hostile, files);
  const from = Date.now();
  const ended = ground.untilReviewed(hostile, attack).then(() => Date.now() - from);
  await sleep(300);
  const wait = await timeFirst(ground);
  const took = await ended;
  const faults =
    wait > 2 * alone + 2000 ? [`another tenant waited ${(wait / alone).toFixed(1)} times as long as alone`] : [];
  return { wait, alone, remark: `${firstLine(hostile, attack)} (after ${(took / 1000).toFixed(1)} s)`, faults };
}

/** How long the first pull request of a new installation takes, in a worker that is warm. */
async function timeAlone(ground: Ground): Promise<number> {
  await timeFirst(ground);
  return timeFirst(ground);
}

async function timeFirst(ground: Ground): Promise<number> {
  const repository = await ground.tenant(`one-${randomUUID()}`);
  return ground.untilReviewed(repository, await ground.openPull(repository));
}

function firstLine(repository: Repository, { number }: Issue): string {
  const summary = [...repository.comments.values()].find(({ issueNumber }) => issueNumber === number)?.body ?? '';
  return /^### .*$/m.exec(summary)?.[0] ?? 'no summary';
}

/** 8.5 kB each: a parser in WebAssembly runs out of its stack, and its module is of no use to anybody after that. */
function nestedQuantifiers(): Record<string, string> {
  const chain = '(a+)'.repeat(2100);
  const nest = `${'('.repeat(4200)}a${')'.repeat(4200)}`;
  const endings = {
    py: 'x = ',
    go: 'package a\n\nvar x = ',
    java: 'class A { int x = ',
    rs: 'fn a() { let x = ',
    c: 'int x = ',
    cpp: 'int x = ',
    cs: 'class A { int x = ',
  };
  return Object.fromEntries(
    Object.entries(endings).flatMap(([ending, start]) => [
      [`src/chain.${ending}`, `${start}${chain}\n`],
      [`src/nest.${ending}`, `${start}${nest}\n`],
    ]),
  );
}

/** 45 files of 2 MB of one letter. */
function largeFiles(): Record<string, string> {
  const text = `${'x'.repeat(99)}\n`.repeat((2 * MB) / 100);
  return Object.fromEntries(Array.from({ length: 45 }, (_, index) => [`src/large-${index}.ts`, text]));
}

/** 150 signed deliveries of 24 MB at once, and small ones meanwhile: each is recorded or refused, none is lost. */
async function largeDeliveries(ground: Ground): Promise<Seen> {
  const alone = await timeAlone(ground);
  const sign = (text: string): Signed => {
    const body = Buffer.from(JSON.stringify({ action: 'opened', text }));
    return { body, signature: createHmac('sha256', ground.secret).update(body).digest('hex') };
  };
  const [large, small] = [sign('x'.repeat(24 * MB)), sign('x')];
  let done = false;
  const sending = Promise.all(Array.from({ length: 150 }, () => send(ground, large))).finally(() => (done = true));
  const waits: number[] = [];
  const refused: number[] = [];
  while (!done) {
    const from = performance.now();
    const status = await send(ground, small);
    if (status !== 202) refused.push(status);
    waits.push(performance.now() - from);
    await sleep(50);
  }
  const statuses = await sending;
  const counts = [...new Set(statuses)]
    .toSorted()
    .map((status) => `${statuses.filter((each) => each === status).length} × ${status}`);
  const p99 = waits.toSorted((a, b) => a - b)[Math.floor(waits.length * 0.99)] ?? 0;
  const wait = await timeFirst(ground);
  const faults = statuses.every((status) => status === 202 || status === 503) ? [] : [`answers: ${counts.join(', ')}`];
  if (refused.length > 0)
    faults.push(`${refused.length} small deliveries were refused: ${[...new Set(refused)].join(', ')}`);
  return {
    wait,
    alone,
    remark: `150 deliveries of 24 MB: ${counts.join(', ')}; ${waits.length} small ones beside them, p99 ${p99.toFixed(0)} ms`,
    faults,
  };
}

interface Signed {
  body: Buffer;
  /** Made once: to hash all of them would hold up who sends, and look as if the receiver did. */
  signature: string;
}

/** Status of the answer; 0: none. */
function send(ground: Ground, { body, signature }: Signed): Promise<number> {
  return new Promise((resolve) => {
    const sent = request({
      method: 'POST',
      host: '127.0.0.1',
      port: ground.port,
      path: '/api/github/webhooks',
      headers: {
        'content-type': 'application/json',
        'content-length': body.length,
        'x-github-event': 'issues',
        'x-github-delivery': randomUUID(),
        'x-hub-signature-256': `sha256=${signature}`,
      },
    });
    sent.on('response', (response) => {
      response.resume().on('error', () => undefined);
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', () => resolve(0)).end(body);
  });
}

/** Sixty pull requests of one installation, then the first one of another. */
async function flood(ground: Ground): Promise<Seen> {
  const alone = await timeAlone(ground);
  const flooding = await ground.tenant(`flood-${randomUUID()}`);
  const opened: Issue[] = [];
  for (let count = 0; count < 60; count++) opened.push(await ground.openPull(flooding));
  const wait = await timeFirst(ground);
  const from = Date.now();
  await Promise.all(opened.map((issue) => ground.untilReviewed(flooding, issue, 1_800_000)));
  const faults =
    wait < 2 * alone ? [] : [`another tenant's first waited ${(wait / alone).toFixed(2)} times as long as alone`];
  return {
    wait,
    alone,
    remark: `all 60 were reviewed ${((Date.now() - from) / 1000).toFixed(0)} s after the other's one`,
    faults,
  };
}

/** Eight installations, each with a pull request every minute, some answered with a limit. */
async function steadyLoad(ground: Ground, minutes: number): Promise<Seen> {
  const tenants = await Promise.all(
    Array.from({ length: 8 }, (_, index) => ground.tenant(`steady-${index}-${randomUUID()}`)),
  );
  const alone = await timeAlone(ground);
  const reviews: Promise<number>[] = [];
  for (let minute = 0; minute < minutes; minute++) {
    for (const [index, repository] of tenants.entries()) {
      await sleep(60_000 / tenants.length);
      if (index === minute % tenants.length)
        ground.sandbox.state.faults.add({
          kind: 'secondary-limit',
          retryAfter: 5,
          match: { method: 'POST', path: new RegExp(`/${repository.owner.login}/orchard/pulls/\\d+/reviews$`) },
          times: 1,
        });
      reviews.push(ground.untilReviewed(repository, await ground.openPull(repository)));
    }
  }
  const waits = (await Promise.all(reviews)).toSorted((a, b) => a - b);
  const median = waits[Math.floor(waits.length / 2)] ?? 0;
  return {
    wait: median,
    alone,
    remark: `${minutes} minutes, 8 installations, ${waits.length} reviews: median ${(median / 1000).toFixed(1)} s, longest ${((waits.at(-1) ?? 0) / 1000).toFixed(1)} s`,
    faults: [],
  };
}
