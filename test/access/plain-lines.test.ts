import { expect, it } from 'vitest';
import { createLog } from '../../src/access/log.js';
import { plainLines } from '../../src/access/plain-lines.js';
import { Refusal } from '../../src/refusal.js';

function lines(say: (log: ReturnType<typeof createLog>) => void, name = 'web'): string {
  let text = '';
  say(
    createLog(
      { level: 'info', name },
      plainLines((more) => (text += more)),
    ),
  );
  return text.replaceAll(/^\d\d:\d\d:\d\d /gm, '');
}

it('is one plain line for what stops the process: what was found, and how to mend it', () => {
  const error = new Refusal('PORT=3000 is taken', 'stop that', { cause: new Error('EADDRINUSE') });
  expect(lines((log) => log.fatal({ err: error, port: 3000 }, error.message))).toBe(
    'FATAL PORT=3000 is taken: stop that\n',
  );
});

it('has fields behind the text, the process where it is not the server, and no stack', () => {
  expect(lines((log) => log.info({ port: 1, role: 'all' }, 'listening'))).toBe('INFO  listening  port=1 role=all\n');
  expect(lines((log) => log.warn({ err: new Error('gone\n  far') }, 'GitHub is away'), 'worker')).toBe(
    'WARN  worker: GitHub is away: gone far\n',
  );
});

it('holds no secret', () => {
  expect(lines((log) => log.info({ url: 'postgres://u:hunter2@h/d' }, 'asked'))).not.toContain('hunter2');
});
