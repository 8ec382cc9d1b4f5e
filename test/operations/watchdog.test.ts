import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, expect, it } from 'vitest';

const BUILT = JSON.stringify(new URL('../../dist/src/operations/watchdog.js', import.meta.url).href);
const folder = mkdtempSync(join(tmpdir(), 'nectr-watchdog-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A program that beats, then does `first` and is held for good. */
function held(name: string, first = ''): string {
  const script = join(folder, name);
  writeFileSync(
    script,
    `import { writeSync } from 'node:fs';
     import { startWatchdog } from ${BUILT};
     startWatchdog({ everyMs: 20, silenceMs: 200, level: 'info' });
     setTimeout(() => { ${first} for (;;); }, 600);`,
  );
  return script;
}

it('says why it ends a process, each time', async () => {
  const script = held('held.mjs');
  // Every third line was lost when the process was killed while a thread of the pool still had it.
  const said = await Promise.all(
    Array.from({ length: 6 }, () =>
      text(spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] }).stdout),
    ),
  );
  expect(said.map((line) => line.includes('the event loop was held for 0.2 s'))).toEqual(said.map(() => true));
});

it('ends a process whose log nobody reads', async () => {
  // Until the pipe takes no more.
  const script = held('unread.mjs', `try { for (;;) writeSync(1, 'x'.repeat(4096)); } catch {}`);
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  child.stdout.destroy();
});
