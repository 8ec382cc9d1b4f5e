#!/usr/bin/env -S node --
// Without the two hyphens Node 20 takes an `--env-file` behind the name of a command for its own.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const cli = new URL('../dist/src/cli.js', import.meta.url);
if (existsSync(cli)) {
  await import(cli.href);
} else {
  const folder = fileURLToPath(new URL('..', import.meta.url));
  process.stderr.write(`nectr: it is not built yet; run \`npm ci && npm run build\` in ${folder}\n`);
  process.exitCode = 2;
}
