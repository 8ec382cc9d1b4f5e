import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { readSmallFile } from '../../files/read-small-file.js';
import type { Env } from '../command-line.js';

const StoredLogin = z.object({
  /** The server's origin. */
  server: z.url(),
  token: z.string().min(1),
  login: z.string(),
});

export type StoredLogin = z.output<typeof StoredLogin>;

/** Where the sign-in of this machine is kept: https://specifications.freedesktop.org/basedir-spec */
export function loginFile(env: Env): string {
  const given = env['XDG_CONFIG_HOME'];
  const folder = given !== undefined && given.startsWith('/') ? given : join(env['HOME'] ?? homedir(), '.config');
  return join(folder, 'nectr', 'login.json');
}

/** The sign-in of this machine; null: there is none. Throws if the file is no such thing. */
export function readLogin(env: Env): StoredLogin | null {
  const path = loginFile(env);
  let text: string;
  try {
    text = readSmallFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  try {
    return StoredLogin.parse(JSON.parse(text));
  } catch (error) {
    throw new Error(`${path} holds no sign-in: remove it and run \`nectr login\``, { cause: error });
  }
}

/** Keeps a sign-in, for the owner of the file alone. */
export function storeLogin(env: Env, login: StoredLogin): void {
  const path = loginFile(env);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.new`, `${JSON.stringify(login, null, 2)}\n`, { mode: 0o600, flush: true });
  // Where a file of that name was left over, its mode was too.
  chmodSync(`${path}.new`, 0o600);
  renameSync(`${path}.new`, path);
}

/** Forgets the sign-in of this machine. */
export function removeLogin(env: Env): void {
  rmSync(loginFile(env), { force: true });
}
