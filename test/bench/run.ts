import { readdirSync } from 'node:fs';

/** `npm run bench <name> [arguments]`: runs `test/bench/<name>.ts`, which exports `bench(args)`. */
const [name = '', ...args] = process.argv.slice(2);
const names = readdirSync(new URL('.', import.meta.url))
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.slice(0, -'.ts'.length));
if (!names.includes(name)) {
  console.error(`Usage: npm run bench <name> [-- arguments]\nNames: ${names.join(', ')}`);
  process.exit(2);
}
const { bench } = (await import(`./${name}.ts`)) as { bench: (args: string[]) => Promise<void> };
await bench(args);
