import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { command as rules } from '../../src/commands/rules.js';
import { ruleIds } from '../../src/github/settings/settings-schema.js';
import { tellUnexpected } from '../../src/commands/tell-unexpected.js';
import { type Command, defineCommand, dollars, type Env, oneOf, wholeNumber } from '../../src/commands/command-line.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nectr-cli-'));
  vi.spyOn(process, 'cwd').mockReturnValue(folder);
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
  rmSync(folder, { recursive: true, force: true });
});

interface Ran {
  out: string;
  error: string;
  code: number;
}

async function run(command: Command, args: string[], env: Env = {}): Promise<Ran> {
  const ran: Ran = { out: '', error: '', code: 0 };
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => ((ran.out += String(chunk)), true));
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => ((ran.error += String(chunk)), true));
  await command.run(args, env);
  return { ...ran, code: Number(process.exitCode ?? 0) };
}

/** A command that tells what it was given. */
function sample(envFile: 'all' | 'model' | null, seen: unknown[] = []): Command {
  return defineCommand({
    name: 'sample',
    help: 'nectr sample [<what>]\n',
    options: { format: { type: 'string', default: 'text' }, cost: { type: 'string', default: '2' } },
    mostArguments: 1,
    envFile,
    run: async ({ format, cost }, args, env) => {
      oneOf('--format', ['text', 'json'], format);
      wholeNumber('--cost', String(dollars('--cost', cost)), { least: 0, most: 9 });
      seen.push({ format, args, env });
    },
  });
}

describe('arguments', () => {
  it.each([
    ['an option nobody knows', ['--fromat', 'json'], 'unknown option --fromat (did you mean --format?)'],
    ['one that resembles none', ['--zzz'], 'unknown option --zzz'],
    ['a short one', ['-x'], 'unknown option -x'],
    ['an option without its value', ['--format'], `Option '--format <value>' argument missing`],
    ['a value nobody knows', ['--format', 'xml'], '--format takes text, json, not "xml"'],
    ['a value mistyped', ['--format', 'jsno'], '--format takes text, json, not "jsno" (did you mean json?)'],
    ['a number that is none', ['--cost', 'two'], '--cost takes a number of dollars, not "two"'],
    ['an empty number', ['--cost', ''], '--cost takes a number of dollars, not ""'],
    ['a number out of bounds', ['--cost', '11'], '--cost takes a whole number from 0 to 9, not "11"'],
    ['one argument too many', ['a', 'b'], 'unexpected argument "b"'],
  ])('%s: one line and code 2', async (_, args, problem) => {
    const seen: unknown[] = [];
    expect(await run(sample(null, seen), args)).toEqual({
      out: '',
      error: `nectr sample: ${problem}; see \`nectr sample --help\`\n`,
      code: 2,
    });
    expect(seen).toEqual([]);
  });

  it.each([[['--help']], [['-h']], [['a', 'b', '--nonsense', '--help']]])(
    '%j: the help, and nothing else',
    async (args) => {
      const seen: unknown[] = [];
      expect(await run(sample(null, seen), args)).toEqual({ out: 'nectr sample [<what>]\n', error: '', code: 0 });
      expect(seen).toEqual([]);
    },
  );
});

it('nectr rules lists every id that the settings take', async () => {
  const listed = (await run(rules, [])).out.trimEnd().split('\n');
  expect(listed.map((line) => line.split(' ')[0])).toEqual(ruleIds);
  expect(listed.find((line) => line.startsWith('js/eval'))).toMatch(/^js\/eval +must-fix +\S/);
  const json = JSON.parse((await run(rules, ['--json'])).out) as { id: string }[];
  expect(json.map(({ id }) => id)).toEqual(ruleIds);
});

it('nectr rules says of each its severity, tier, languages and an example', async () => {
  const json = JSON.parse((await run(rules, ['--json'])).out) as Record<string, unknown>[];
  expect(json.find(({ id }) => id === 'py/eval')).toEqual({
    id: 'py/eval',
    title: 'Code injection: a value runs as code',
    severity: 'must-fix',
    category: 'security',
    tier: 'both',
    languages: ['Python'],
    example: 'eval(request.args["q"])',
  });
  expect(json.find(({ id }) => id === 'claude/bug')).toMatchObject({ severity: null, tier: 'Claude', example: null });
  // What a model reads, and what rests on a history, has no text that gives it.
  const without = json.filter(({ example }) => example === '' || typeof example !== 'string');
  expect(new Set(without.map(({ id }) => String(id).split('/')[0]))).toEqual(new Set(['claude', 'history']));
  expect(JSON.stringify(json)).not.toMatch(/\{[AUh9]\d+\}/);
  const listed = (await run(rules, [])).out.split('\n');
  expect(listed.find((line) => line.startsWith('js/command-injection'))).toMatch(
    /^js\/command-injection +must-fix +both +TypeScript, JavaScript +Command injection: a shell command is composed from values +import .* ↵ exec\(/,
  );
});

it('tells what nobody has foreseen in one line, and with --debug where it came from; never a secret', () => {
  const secret = ['AKIA', 'Z7XQ4LMN2PWKTEVJ'].join('');
  const error = new TypeError(`no ${secret}\nsecond line`, { cause: new Error('below') });
  expect(tellUnexpected(error, false)).toMatch(/^TypeError: no \S+$/);
  expect(tellUnexpected(error, true)).toMatch(/^TypeError: no [\s\S]*\n +at [\s\S]*\ncaused by Error: below\n +at /);
  for (const isDebug of [true, false]) expect(tellUnexpected(error, isDebug)).not.toContain(secret);
  expect(tellUnexpected('a text', false)).toBe('a text');
});

describe('.env of the folder', () => {
  it('adds to the environment, which wins, and is named in one line', async () => {
    writeFileSync(
      join(folder, '.env'),
      'APP_ID=1\nexport PORT=3001\nEMPTY=\nLOG_LEVEL="debug" # comment\nKEY="a\nb"\n',
    );
    const seen: unknown[] = [];
    const { error, code } = await run(sample('all', seen), ['x'], { PORT: '80', LOG_LEVEL: '' });
    expect({ error, code }).toEqual({
      error: 'nectr sample: read APP_ID, KEY, LOG_LEVEL from .env; the environment wins for PORT\n',
      code: 0,
    });
    expect(seen).toEqual([
      { format: 'text', args: ['x'], env: { APP_ID: '1', PORT: '80', LOG_LEVEL: 'debug', KEY: 'a\nb' } },
    ]);
  });

  it('is another file, or none, if told so', async () => {
    writeFileSync(join(folder, '.env'), 'APP_ID=1\n');
    writeFileSync(join(folder, 'other'), 'APP_ID=2\n');
    const seen: { env: Env }[] = [];
    await run(sample('all', seen), ['--env-file', join(folder, 'other')]);
    expect((await run(sample('all', seen), ['--no-env-file'])).error).toBe('');
    expect(seen.map(({ env }) => env['APP_ID'])).toEqual(['2', undefined]);
    expect(await run(sample('all'), ['--env-file', 'missing'])).toMatchObject({
      error: expect.stringMatching(/^nectr sample: missing does not exist: put the file there, or correct the path\n$/),
      code: 2,
    });
  });

  it('is not there: nothing is said', async () => {
    expect(await run(sample('all'), [])).toEqual({ out: '', error: '', code: 0 });
  });

  it('is no file: one line, and nothing is done', async () => {
    mkdirSync(join(folder, '.env'));
    const seen: unknown[] = [];
    const { error, code } = await run(sample('all', seen), []);
    expect(error).toMatch(/^nectr sample: \.env is no regular file: name the file itself\n$/);
    expect({ code, seen }).toEqual({ code: 2, seen: [] });
  });
});

describe('.env of a repository that is reviewed', () => {
  it('gives what is about Claude only', async () => {
    writeFileSync(join(folder, '.env'), 'ANTHROPIC_API_KEY=key\nANTHROPIC_BASE_URL=https://a\nAPP_ID=1\nGHE_HOST=x\n');
    const seen: unknown[] = [];
    await run(sample('model', seen), []);
    expect(seen).toMatchObject([{ env: { ANTHROPIC_API_KEY: 'key', ANTHROPIC_BASE_URL: 'https://a' } }]);
    expect(Object.keys((seen[0] as { env: Env }).env)).not.toContain('APP_ID');
  });

  it('does not choose where a key of the environment is sent', async () => {
    writeFileSync(join(folder, '.env'), 'ANTHROPIC_BASE_URL=https://evil.example\nANTHROPIC_MODEL=m\n');
    const seen: unknown[] = [];
    await run(sample('model', seen), [], { ANTHROPIC_API_KEY: 'key' });
    expect(seen).toMatchObject([{ env: { ANTHROPIC_API_KEY: 'key', ANTHROPIC_MODEL: 'm' } }]);
    expect(JSON.stringify(seen)).not.toContain('evil');
  });

  it.each([
    ['a token of the environment', 'ANTHROPIC_BEDROCK_BASE_URL', { AWS_BEARER_TOKEN_BEDROCK: 'bearer' }, ''],
    ['what the chain of AWS finds', 'ANTHROPIC_BEDROCK_BASE_URL', {}, ''],
    [
      'its own access key beside a token',
      'ANTHROPIC_BEDROCK_BASE_URL',
      { AWS_BEARER_TOKEN_BEDROCK: 'b' },
      'AWS_BEARER_TOKEN_BEDROCK=c',
    ],
    ['what Google gives the machine', 'ANTHROPIC_VERTEX_BASE_URL', {}, 'GOOGLE_APPLICATION_CREDENTIALS=/g.json'],
  ])('does not choose where %s is sent', async (_, name, env, own) => {
    writeFileSync(join(folder, '.env'), `${name}=https://evil.example\n${own}\nANTHROPIC_MODEL=m\n`);
    const seen: unknown[] = [];
    await run(sample('model', seen), [], { CLAUDE_PROVIDER: 'x', ...env });
    expect(seen).toMatchObject([{ env: { ...env, ANTHROPIC_MODEL: 'm' } }]);
    expect(JSON.stringify(seen)).not.toContain('evil');
  });

  it('may bring an address together with its own API key of Bedrock', async () => {
    const own = { ANTHROPIC_BEDROCK_BASE_URL: 'https://gateway', AWS_BEARER_TOKEN_BEDROCK: 'own' };
    writeFileSync(
      join(folder, '.env'),
      Object.entries(own)
        .map((pair) => `${pair.join('=')}\n`)
        .join(''),
    );
    const seen: unknown[] = [];
    await run(sample('model', seen), []);
    expect(seen).toMatchObject([{ env: own }]);
  });

  it('mixes no access key from two places', async () => {
    const key = { AWS_ACCESS_KEY_ID: 'AKIAFILE', AWS_SECRET_ACCESS_KEY: 'of-file', AWS_SESSION_TOKEN: 'of-file' };
    writeFileSync(
      join(folder, '.env'),
      Object.entries(key)
        .map((pair) => `${pair.join('=')}\n`)
        .join(''),
    );
    const seen: { env: Env }[] = [];
    await run(sample('model', seen), [], { AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'of-env' });
    expect(seen[0]?.env).toEqual({ AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'of-env' });
  });

  it('is not read if git keeps it', async () => {
    writeFileSync(join(folder, '.env'), 'ANTHROPIC_MODEL=m\n');
    execFileSync('git', ['init', '-q', folder]);
    execFileSync('git', ['-C', folder, 'add', '.env']);
    const seen: { env: Env }[] = [];
    expect(await run(sample('model', seen), [])).toMatchObject({
      error: 'nectr sample: .env is part of the repository: it was not read\n',
      code: 0,
    });
    expect(seen[0]?.env).toEqual({});
  });
});
