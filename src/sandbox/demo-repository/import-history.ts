import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { devNull } from 'node:os';

/**
 * Makes `folder` a bare git repository with the history of a `git fast-import` stream. The user's own git
 * configuration, templates and hooks stay out of it. Throws when git is missing or the folder holds a history already.
 */
export async function importHistory(folder: string, stream: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await runGit(
    folder,
    ['init', '--quiet', '--bare', '--template=', '--object-format=sha1', '--initial-branch=main', '.'],
    '',
  );
  await runGit(folder, ['fast-import', '--quiet', '--done', '--date-format=raw'], stream);
}

function runGit(folder: string, args: readonly string[], input: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, { cwd: folder, env: cleanEnvironment(), stdio: ['pipe', 'ignore', 'pipe'] });
    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
    child.on('error', (cause) =>
      reject(new Error('git could not be started; install git 2.29 or later and put it on the PATH', { cause })),
    );
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`git ${args[0]} failed in ${folder}: ${complaint.trim()}. Use an empty folder.`));
    });
    // When git ends before it has read everything, its exit code tells; the broken pipe adds nothing.
    child.stdin.on('error', () => undefined).end(input);
  });
}

/** Variables such as GIT_DIR, which git sets for hooks, would send the commits into another repository. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^GIT_/i.test(name));
  return { ...Object.fromEntries(own), GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: devNull, LC_ALL: 'C' };
}
