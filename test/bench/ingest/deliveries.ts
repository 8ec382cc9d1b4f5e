import { createHmac, randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { z } from 'zod';

const Examples = z.array(z.object({ name: z.string(), examples: z.array(z.record(z.string(), z.unknown())) }));

let number = 0;

/**
 * `count` signed requests, ready to be written to a connection: GitHub's own example of `pull_request.synchronize`
 * (24 KB), each of another pull request and push, so that none is a duplicate.
 */
export function deliveries(count: number, secret: string): Buffer[] {
  const example = Examples.parse(createRequire(import.meta.url)('@octokit/webhooks-examples'))
    .find(({ name }) => name === 'pull_request')
    ?.examples.find(({ action }) => action === 'synchronize');
  if (!example) throw new Error('no example of pull_request.synchronize');
  return Array.from({ length: count }, () => request(JSON.stringify(changed(example, ++number)), secret));
}

function changed(example: Record<string, unknown>, id: number): Record<string, unknown> {
  const sha = id.toString(16).padStart(40, '0');
  const pull = { ...z.record(z.string(), z.unknown()).parse(example['pull_request']), id, number: id };
  return { ...example, number: id, after: sha, installation: { id: 9 }, pull_request: pull };
}

function request(text: string, secret: string): Buffer {
  const body = Buffer.from(text);
  const head = [
    'POST /api/github/webhooks HTTP/1.1',
    'host: 127.0.0.1',
    'user-agent: GitHub-Hookshot/1',
    'accept: */*',
    'content-type: application/json',
    `content-length: ${body.length}`,
    'x-github-event: pull_request',
    `x-github-delivery: ${randomUUID()}`,
    `x-hub-signature-256: sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]);
}
