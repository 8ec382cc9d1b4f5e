import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { command as events } from '../../../src/commands/events.js';
import { command as migrate } from '../../../src/commands/migrate.js';
import { assertOwnDatabase, claimDatabase, isOwnDatabase } from '../../../src/database/embedded/own-database.js';

let home: string;
let work: string;
let folder: string;
const lock = (cluster = join(folder, 'data')) =>
  JSON.stringify({ pid: null, cluster, socketFolder: '/nowhere', superuserPassword: 'p', password: 'p' });

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'nectr-own-'));
  work = join(home, 'work');
  folder = join(work, '.nectr');
  mkdirSync(work);
  vi.stubEnv('XDG_STATE_HOME', join(home, 'state'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  process.exitCode = undefined;
  rmSync(home, { recursive: true, force: true });
});

/** A data folder as it comes with a checkout: a cluster whose settings run a program, and a lock file for it. */
function planted(mode = 0o700): void {
  mkdirSync(join(folder, 'data'), { recursive: true, mode });
  writeFileSync(join(folder, 'data', 'PG_VERSION'), '18\n');
  writeFileSync(join(folder, 'data', 'postgresql.conf'), `archive_command = 'touch ${join(home, 'ran')}'\n`);
  writeFileSync(join(folder, 'postgres.lock'), lock(), { mode: 0o600 });
}

async function said(command: () => Promise<void>): Promise<string> {
  const spy = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const before = vi.spyOn(process, 'cwd').mockReturnValue(work);
  await command();
  before.mockRestore();
  return spy.mock.calls.map(([text]) => String(text)).join('');
}

const commands = [
  ['events list', () => events.run(['list'], {})],
  ['events status', () => events.run(['status'], {})],
  ['migrate', () => migrate.run([], {})],
] as const;

describe('a command', () => {
  it.each(commands)('%s makes no database where there is none, and says so', async (_, command) => {
    expect(await said(command)).toContain(`there is no database in ${folder}`);
    expect(process.exitCode).toBe(1);
    expect(existsSync(folder)).toBe(false);
  });

  it.each(commands)('%s opens none that came with a checkout', async (_, command) => {
    planted();
    const before = readdirSync(folder).toSorted();
    expect(await said(command)).toContain('was not made by you on this machine');
    expect(process.exitCode).toBe(1);
    expect(readdirSync(folder).toSorted()).toEqual(before);
    expect(existsSync(join(home, 'ran'))).toBe(false);
  });

  it('opens one that the server has made', () => {
    expect(claimDatabase(folder)).toBe('made');
    writeFileSync(join(folder, 'postgres.lock'), lock(), { mode: 0o600 });
    expect(() => assertOwnDatabase(folder)).not.toThrow();
    expect(claimDatabase(folder)).toBe('known');
  });

  it('takes no mark that it does not know, nor that of another folder', () => {
    claimDatabase(folder);
    const other = join(home, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'made-here'), readFileSync(join(folder, 'made-here')));
    expect(isOwnDatabase(other)).toBe(false);
    writeFileSync(join(other, 'made-here'), '0'.repeat(32));
    expect(isOwnDatabase(other)).toBe(false);
    expect(isOwnDatabase(folder)).toBe(true);
  });
});

describe('the server', () => {
  it('takes over the folder of an earlier version', () => {
    planted();
    expect(claimDatabase(folder)).toBe('taken over');
    expect(isOwnDatabase(folder)).toBe(true);
  });

  it.each([
    ['others may write to it', () => chmodSync(folder, 0o777), 'chmod go-w'],
    ['others may write to its lock file', () => chmodSync(join(folder, 'postgres.lock'), 0o666), 'chmod go-w'],
    ['its files lie elsewhere', () => writeFileSync(join(folder, 'postgres.lock'), lock('/srv/data')), 'lie elsewhere'],
    ['git keeps it', () => git('add', '-f', '.nectr'), 'part of a git repository'],
  ])('refuses a folder if %s', (_, spoil, why) => {
    git('init', '-q');
    planted();
    spoil();
    expect(() => claimDatabase(folder)).toThrow(why);
    expect(isOwnDatabase(folder)).toBe(false);
  });

  it('takes over a folder that a repository ignores, as this one does', () => {
    git('init', '-q');
    writeFileSync(join(work, '.gitignore'), '.nectr/\n');
    planted();
    expect(claimDatabase(folder)).toBe('taken over');
  });

  it('forgets folders that are gone', () => {
    claimDatabase(folder);
    rmSync(folder, { recursive: true });
    claimDatabase(folder);
    expect(readdirSync(join(home, 'state', 'nectr', 'databases'))).toHaveLength(1);
  });

  it('says where it could not note it', () => {
    vi.stubEnv('XDG_STATE_HOME', join(home, 'file'));
    writeFileSync(join(home, 'file'), '');
    expect(() => claimDatabase(folder)).toThrow('XDG_STATE_HOME');
  });
});

function git(...args: string[]): void {
  execFileSync('git', ['-C', work, ...args], { stdio: 'ignore' });
}
