import { readdirSync } from 'node:fs';

interface Campaign {
  /** Its name and arguments. */
  usage: string;
  /** Runs it, prints a table and sets the exit code. */
  campaign(args: string[]): Promise<void>;
}

/** `npm run chaos <name> [arguments]`: runs `test/chaos/<name>.ts`. */
const [name = '', ...args] = process.argv.slice(2);
const names = readdirSync(new URL('.', import.meta.url))
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.slice(0, -'.ts'.length));
const load = (one: string) => import(`./${one}.ts`) as Promise<Campaign>;
if (names.includes(name)) {
  await (await load(name)).campaign(args);
} else {
  const usages = (await Promise.all(names.map(load))).map(({ usage }) => `npm run chaos ${usage}`);
  process.stderr.write(`${usages.join('\n')}\n`);
  process.exitCode = 2;
}
