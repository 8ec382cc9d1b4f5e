import { existsSync } from 'node:fs';

/** `npm run bench <name> [arguments]`: runs `test/bench/<name>.ts`, which exports `bench(args)`. */
const [name = '', ...args] = process.argv.slice(2);
const file = new URL(`./${name}.ts`, import.meta.url);
if (!/^[a-z]+$/.test(name) || name === 'run' || !existsSync(file)) {
  console.error('Usage: npm run bench <name>, where test/bench/<name>.ts exists.');
  process.exit(2);
}
const { bench } = (await import(file.href)) as { bench: (args: string[]) => Promise<void> };
await bench(args);
