import { randomBytes } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { folderTrouble, makeDataFolder } from './data-folder.js';
import { embeddedAccount } from './embedded-account.js';
import { readLockFile } from './embedded-lock-file.js';
import { sharedFolder } from './embedded-state-folder.js';
import { isTracked } from '../../files/is-tracked.js';
import { readSmallFile } from '../../files/read-small-file.js';

/** In the data folder: a random name, under which the state folder of the user knows it. */
const MARK = 'made-here';

/** A command needs a database that is not there, or not ours; the message is all that its user needs. */
export class NoDatabaseError extends Error {
  override readonly name = 'NoDatabaseError';
}

/**
 * Whether this user's Nectr made the database of a data folder, or took it over. A folder that came with a checkout or
 * an archive may hold settings, functions and triggers that run programs as soon as a server or a client opens it.
 */
export function isOwnDatabase(folder: string): boolean {
  return markOf(folder) !== null;
}

/** Whether there is a database in a data folder at all, whoever made it. Throws Refusal where we may not look. */
export function hasDatabase(folder: string): boolean {
  try {
    return lstatSync(join(folder, 'postgres.lock'), { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    throw folderTrouble(folder, error);
  }
}

/**
 * Throws NoDatabaseError unless a command may open the database of a data folder, saying what to do: one that is not
 * there is not made, one that was not made here is not opened.
 */
export function assertOwnDatabase(folder: string): void {
  if (!hasDatabase(folder))
    throw new NoDatabaseError(
      `there is no database in ${folder}: start the server here first (nectr start), or set DATABASE_URL`,
    );
  if (isOwnDatabase(folder)) return;
  throw new NoDatabaseError(
    `the database in ${folder} was not made by you on this machine, so it is not opened. If it is yours, start the server here once (nectr start), which takes it over; else remove ${folder}`,
  );
}

/**
 * For the server, before it opens or makes the database of a data folder: notes that it is its own. One without a mark
 * (of an earlier version, or moved here) is taken over if only this user can have put it there. Returns whether it was
 * taken over. Throws with what is wrong.
 */
export function claimDatabase(folder: string): 'known' | 'made' | 'taken over' {
  if (isOwnDatabase(folder)) return 'known';
  const known = hasDatabase(folder);
  if (known) {
    const why = whyForeign(realpathSync(folder));
    if (why !== null) throw new Error(`the database in ${folder} is not opened: ${why}`);
  }
  makeDataFolder(folder);
  mark(folder);
  return known ? 'taken over' : 'made';
}

/** What shows that somebody else, or a checkout, put a data folder there; null: nothing does. */
function whyForeign(folder: string): string | null {
  const uid = process.getuid?.() ?? 0;
  for (const path of [folder, join(folder, 'postgres.lock')]) {
    const { uid: owner, mode } = lstatSync(path);
    if (owner !== uid) return `${path} belongs to another user: start the server as that one`;
    if ((mode & 0o022) !== 0) return `others may write to ${path}: chmod go-w ${path}, if its content is yours`;
  }
  const cluster = readLockFile(folder)?.cluster ?? '';
  const places = [folder, ...(uid === 0 ? [sharedFolder(embeddedAccount())] : [])];
  if (!places.includes(dirname(resolve(cluster)))) return `its files lie elsewhere, in ${cluster}: move them into it`;
  return isTracked(folder) ? `it is part of a git repository: remove it, or git rm --cached -r ${folder}` : null;
}

function markOf(folder: string): string | null {
  try {
    const name = readSmallFile(join(folder, MARK)).trim();
    if (!/^[0-9a-f]{32}$/.test(name)) return null;
    return readSmallFile(join(registry(), name)) === realpathSync(folder) ? name : null;
  } catch {
    return null;
  }
}

function mark(folder: string): void {
  const name = randomBytes(16).toString('hex');
  const known = registry();
  try {
    mkdirSync(known, { recursive: true, mode: 0o700 });
    forgetGone(known);
    writeFileSync(join(known, name), realpathSync(folder), { mode: 0o600 });
  } catch (error) {
    throw new Error(`${known} cannot be written to: let XDG_STATE_HOME name a folder of yours`, { cause: error });
  }
  rmSync(join(folder, MARK), { force: true });
  writeFileSync(join(folder, MARK), name, { mode: 0o600, flag: 'wx' });
}

/** Entries of folders that are gone, or were made anew. */
function forgetGone(known: string): void {
  for (const name of readdirSync(known)) {
    try {
      if (readFileSync(join(readFileSync(join(known, name), 'utf8'), MARK), 'utf8').trim() === name) continue;
    } catch {
      // Unreadable is gone.
    }
    rmSync(join(known, name), { force: true });
  }
}

/** https://specifications.freedesktop.org/basedir-spec/latest/ */
function registry(): string {
  const state = process.env['XDG_STATE_HOME'];
  return join(state?.startsWith('/') ? state : join(homedir(), '.local', 'state'), 'nectr', 'databases');
}
