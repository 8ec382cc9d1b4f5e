import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/commands/all-commands.js';
import { version } from '../../src/version.js';

const CLI = join(process.cwd(), 'dist/src/cli.js');
const commands = await Promise.all(Object.values(COMMANDS).map(async (load) => (await load()).command));
let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'nectr-command-line-'))));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The built command in an empty folder, with nothing set. */
async function nectr(...args: string[]) {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, error, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { out, error, code: code as number };
}

/** One line with the way to the help, and nothing else. */
const oneLine = (name: string, what: string) => ({
  out: '',
  error: `nectr ${name}: ${what}; see \`nectr ${name} --help\`\n`,
  code: 2,
});

it('has every command under its own name, and each in the list of all', async () => {
  expect(commands.map(({ name }) => name)).toEqual(Object.keys(COMMANDS));
  const all = await nectr();
  expect(all).toEqual(await nectr('--help'));
  expect(all).toMatchObject({ error: '', code: 0 });
  for (const { name } of commands) expect(all.out).toMatch(new RegExp(`^  (?:.* \\| )?${name}\\b`, 'm'));
});

describe.each(commands.map((command) => [command.name, command] as const))('nectr %s', (name, { verbs, options }) => {
  it('prints its help and does nothing else, whatever stands before it', async () => {
    const help = await nectr(name, '--help');
    expect(help).toMatchObject({ error: '', code: 0 });
    expect(help.out).toMatch(new RegExp(`^nectr ${name}\\b`));
    expect(await nectr('help', name)).toEqual(help);
    expect(await nectr(name, '--nonsense', 'a', 'b', 'c', 'd', '-h')).toMatchObject({ error: '', code: 0 });
    for (const option of options.filter((one) => !['help', 'debug'].includes(one)))
      expect(help.out).toContain(`--${option}`);
    for (const verb of verbs) {
      expect(help.out).toMatch(new RegExp(`\\b${verb}\\b`));
      const own = await nectr(name, verb, '--help');
      expect(own).toMatchObject({ error: '', code: 0 });
      expect(own.out).toContain(`nectr ${name}`);
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  it('refuses what it does not know in one line, with the nearest it knows', async () => {
    expect(await nectr(name, '--qqqqqqq')).toEqual(oneLine(name, 'unknown option --qqqqqqq'));
    for (const option of options.filter((one) => one.length > 4).slice(0, 2)) {
      const slip = `--${option.slice(0, 2)}${option.slice(3)}`;
      const refused = await nectr(name, slip);
      expect(refused).toMatchObject({ out: '', code: 2 });
      expect(refused.error).toMatch(
        new RegExp(`^nectr ${name}: unknown option ${slip} \\(did you mean --[\\w-]+\\?\\); see [^\\n]+\\n$`),
      );
    }
    for (const verb of verbs.filter((one) => one.length > 3).slice(0, 1)) {
      const refused = await nectr(name, `${verb}x`);
      expect(refused).toMatchObject({ out: '', code: 2 });
      expect(refused.error).toMatch(new RegExp(`^nectr ${name}: .*\\(did you mean ${verb}\\?\\); see [^\\n]+\\n$`));
    }
    expect(readdirSync(folder)).toEqual([]);
  });
});

it.each([
  [['--version'], { out: `${version}\n`, error: '', code: 0 }],
  [['-V'], { out: `${version}\n`, error: '', code: 0 }],
  [
    ['reveiw'],
    { out: '', error: 'nectr has no command "reveiw" (did you mean review?); see `nectr --help`\n', code: 2 },
  ],
  [
    ['help', 'memory'],
    { out: '', error: 'nectr has no command "memory" (did you mean memories?); see `nectr --help`\n', code: 2 },
  ],
  [
    ['--verson'],
    { out: '', error: 'nectr: unknown option --verson (did you mean --version?); see `nectr --help`\n', code: 2 },
  ],
  [['toString'], { out: '', error: 'nectr has no command "toString"; see `nectr --help`\n', code: 2 }],
])('nectr %j', async (args, answer) => {
  expect(await nectr(...args)).toEqual(answer);
});
