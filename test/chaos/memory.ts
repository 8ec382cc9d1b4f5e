import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { MEMORY_CASES, type MemoryCase } from './memory/cases.js';
import { serveCase } from './memory/serve-case.js';

const Result = z.object({
  outcome: z.object({ kind: z.string() }),
  total: z.number(),
  read: z.number(),
  skipped: z.number(),
  unread: z.number(),
  reasons: z.array(z.string()),
  seconds: z.number(),
  heapMb: z.number(),
  rssMb: z.number(),
  steps: z.record(z.string(), z.object({ ms: z.number(), hold: z.number() })),
});

const HEAP_MB = 512;
const WORKER = fileURLToPath(new URL('memory/worker.mjs', import.meta.url));

/**
 * `npm run chaos memory [part of a name]`: pull requests that ask for much memory, reviewed by the built code in a
 * process with 512 MB of heap, one at a time and four at once. Prints a table; ends with 1 if a worker died or a file
 * is in no list of the coverage.
 */
export async function memory([part = '']: string[]): Promise<void> {
  const cases = MEMORY_CASES.filter(({ name }) => name.includes(part));
  process.stdout.write(
    `${'case'.padEnd(36)} ${'at once'.padStart(7)} ${'heap MB'.padStart(7)} ${'rss MB'.padStart(6)} ${'hold ms'.padStart(7)} ${'s'.padStart(6)} ${'read'.padStart(5)} ${'named'.padStart(5)}  outcome\n`,
  );
  for (const memoryCase of cases) {
    for (const atOnce of [1, 4]) {
      const line = await measure(memoryCase, atOnce);
      process.stdout.write(`${memoryCase.name.padEnd(36)} ${String(atOnce).padStart(7)} ${line}\n`);
    }
  }
}

async function measure(memoryCase: MemoryCase, atOnce: number): Promise<string> {
  const server = await serveCase(memoryCase);
  try {
    const child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MB}`, WORKER, server.url, String(atOnce)], {
      stdio: ['ignore', 'pipe', process.env['NECTR_MEMORY_TRACE'] ? 'inherit' : 'pipe'],
    });
    const exited = new Promise<string>((resolve) =>
      child.once('exit', (code, signal) => resolve(signal ?? `status ${code}`)),
    );
    const [output, errors, status] = await Promise.all([
      text(child.stdout as never),
      child.stderr ? text(child.stderr) : '',
      exited,
    ]);
    if (output === '') {
      process.exitCode = 1;
      const reason = /heap out of memory|heap limit/.test(errors) ? 'out of memory' : errors.trim().slice(-200);
      return `died: ${status}, ${reason}`;
    }
    return rowOf(Result.parse(JSON.parse(output)));
  } finally {
    await server.close();
  }
}

function rowOf({
  heapMb,
  rssMb,
  seconds,
  steps,
  total,
  read,
  skipped,
  unread,
  outcome,
  reasons,
}: z.output<typeof Result>) {
  const [worst = '', { hold } = { hold: 0 }] =
    Object.entries(steps).toSorted(([, a], [, b]) => b.hold - a.hold)[0] ?? [];
  if (read + skipped + unread !== total) {
    process.exitCode = 1;
    return `a file is in no list: ${read} read, ${skipped} skipped, ${unread} named of ${total}`;
  }
  return [
    heapMb.toFixed(0).padStart(7),
    rssMb.toFixed(0).padStart(6),
    String(hold).padStart(7),
    seconds.toFixed(1).padStart(6),
    String(read).padStart(5),
    String(unread).padStart(5),
    ` ${outcome.kind}, longest hold in ${worst}${reasons.length > 0 ? `; ${reasons.join('; ').slice(0, 160)}` : ''}`,
  ].join(' ');
}
