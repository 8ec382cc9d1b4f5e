import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { createLog } from '../../src/access/log.js';
import { registerSecret } from '../../src/access/redact.js';

it('S27: keeps secrets out of messages, fields and errors with their causes', () => {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  const log = createLog({ level: 'info', name: 'test' }, sink);
  const token = `ghs_${'a1B2'.repeat(10)}`;
  const own = 'correct-horse-battery-staple';
  registerSecret(own);
  const cause = Object.assign(new Error(`401 for ${token}`), {
    request: { headers: { authorization: `token ${token}` } },
    parameters: [own],
  });
  log.error({ err: new Error('outer', { cause }), url: `postgresql://nectr:${own}@db/nectr` }, `failed with ${token}`);
  log.info({ token, nested: { password: own } }, own);
  const text = lines.join('');
  expect(lines).toHaveLength(2);
  expect(text).toContain('outer');
  for (const secret of [token, own]) expect(text).not.toContain(secret);
});
