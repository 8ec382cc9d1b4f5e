import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildStage, type Stage } from '../e2e/stage.js';

const MB = 1024 * 1024;
const COUNT = Number(process.env['NECTR_LARGE'] ?? 150);
const head = {
  sha: 'a'.repeat(40),
  message: 'A commit of a push. '.repeat(8),
  author: { name: 'Ann', email: 'a@b.c' },
};

let stage: Stage;
beforeAll(async () => {
  stage = await buildStage({ NODE_OPTIONS: '--max-old-space-size=512' });
});
afterAll(() => stage.close());

/** A body of about `bytes`, made of many objects as that of a push is. */
function signed(bytes: number): { body: Buffer; signature: string; commits: number } {
  const commit = JSON.stringify(head);
  const commits = Array.from({ length: Math.floor(bytes / (commit.length + 1)) }, () => commit);
  const body = Buffer.from(`{"ref":"refs/heads/main","commits":[${commits.join()}]}`);
  const signature = createHmac('sha256', stage.secrets[0] ?? '')
    .update(body)
    .digest('hex');
  return { body, signature, commits: commits.length };
}

/** Sends one delivery and gives the status of its answer and the milliseconds it took; 0: none came. */
function deliver(
  { body, signature }: { body: Buffer; signature: string },
  id: string = randomUUID(),
): Promise<{ status: number; ms: number }> {
  const lines = [
    'POST /api/github/webhooks HTTP/1.1',
    'host: x',
    'content-type: application/json',
    'x-github-event: push',
    `x-github-delivery: ${id}`,
    `x-hub-signature-256: sha256=${signature}`,
    `content-length: ${body.length}`,
    'connection: close',
  ];
  return new Promise((resolve) => {
    const from = performance.now();
    let text = '';
    const socket = connect(stage.web.port, '127.0.0.1', () => {
      socket.write(`${lines.join('\r\n')}\r\n\r\n`);
      socket.write(body);
    });
    socket.on('data', (chunk) => (text += chunk)).on('error', () => {});
    socket.on('close', () => {
      resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0), ms: performance.now() - from });
    });
  });
}

function peakMemory(pid: number): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}

it(`${COUNT} deliveries of 24 MB at once: each is stored or told to come again, small ones go on, memory stays`, async () => {
  const large = signed(24 * MB);
  const small = signed(20_000);
  const ids = Array.from({ length: COUNT }, () => randomUUID());
  let going = true;
  const sending = Promise.all(ids.map((id) => deliver(large, id))).finally(() => (going = false));
  const others: { status: number; ms: number }[] = [];
  while (going) {
    others.push(await deliver(small));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const answers = await sending;
  const taken = ids.filter((_, at) => answers[at]?.status === 202);
  const statuses = [...new Set(answers.map(({ status }) => status))].toSorted();
  const counts = statuses.map((status) => `${answers.filter((each) => each.status === status).length} × ${status}`);
  const slowest = Math.round(Math.max(...others.map(({ ms }) => ms)));
  const memory = Math.round(peakMemory(stage.web.child.pid ?? 0));
  process.stdout.write(
    `large: ${counts.join(', ')}; ${others.length} small ones, slowest ${slowest} ms; memory ${memory} MB\n`,
  );
  // 408: it had its room, and this busy machine did not bring its bytes in time.
  expect([202, 408, 503]).toEqual(expect.arrayContaining(statuses));
  const rows: { size: number }[] = await stage.source.query(
    `SELECT jsonb_array_length(payload->'commits') AS size FROM events WHERE delivery_id = ANY ($1)`,
    [taken],
  );
  expect(rows).toEqual(taken.map(() => ({ size: large.commits })));
  expect(new Set(others.map(({ status }) => status))).toEqual(new Set([202]));
  // Afterwards there is room again, in the same process.
  await expect.poll(async () => (await deliver(large)).status, { timeout: 90_000 }).toBe(202);
  expect(stage.web.child.exitCode).toBeNull();
  if (process.platform === 'linux') expect(memory).toBeLessThan(700);
}, 180_000);
