import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The system user that PostgreSQL runs as. */
export interface Account {
  uid: number;
  gid: number;
}

/**
 * Null where this process may run PostgreSQL itself. PostgreSQL refuses root, so for root it is the user `postgres` if
 * there is one, else `nobody`. Throws one line where neither exists.
 */
export function embeddedAccount(): Account | null {
  if (process.getuid?.() !== 0) return null;
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid !== undefined && gid !== undefined && Number(uid) !== 0) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(
    'PostgreSQL does not run as root and neither user postgres nor nobody exists: start as another user, or set DATABASE_URL',
  );
}

/** Whether that user can enter the folder (or run the file); asked of the system, so that ACLs and mounts count. */
export function reachableFor(account: Account | null, path: string): boolean {
  const answer = spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], {
    ...account,
    cwd: '/',
    env: {},
    timeout: 5000,
  });
  return answer.status === 0;
}
