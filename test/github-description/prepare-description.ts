import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CACHE = fileURLToPath(new URL('../../.openapi-cache', import.meta.url));
/** GitHub's own description of its REST API. The package has 477 MB, of which one file of 13 MB is needed. */
const PACKAGE = '@octokit/openapi';
const VERSION = '23.0.2';
const FILE = 'generated/api.github.com.json';
const LONGEST_MS = 5 * 60_000;

/** The file with the description; or why it cannot be had here. */
export type Described = { file: string } | { missing: string };

/**
 * Brings GitHub's description of its REST API into the project's cache, once for each version. It becomes visible at
 * once and whole: whoever comes at the same time, or is killed, leaves nothing half.
 */
export async function prepareDescription(): Promise<Described> {
  const file = join(CACHE, `api.github.com-${VERSION}.json`);
  if (existsSync(file)) return { file };
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, 'incoming-'));
  try {
    const options = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--silent'];
    await run('npm', ['install', ...options, '--prefix', folder, `${PACKAGE}@${VERSION}`], { timeout: LONGEST_MS });
    const whole = join(folder, 'description.json');
    copyFileSync(join(folder, 'node_modules', PACKAGE, FILE), whole);
    renameSync(whole, file);
    return { file };
  } catch (error) {
    const said = error instanceof Error ? error.message.trim().slice(0, 500) : String(error);
    return { missing: `${PACKAGE} ${VERSION} cannot be had by npm: ${said}` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
