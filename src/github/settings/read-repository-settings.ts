import type { Octokit } from '../client/installation-octokit.js';
import { parseSettings, type RepositorySettings } from './parse-settings.js';
import { readBlob } from '../read/read-blob.js';
import { effectiveSettings, type SettingsLayer } from './settings-layers.js';
import type { PullTarget } from '../client/target.js';

export const SETTINGS_FILE = '.github/nectr.yml';
/** What people call it by mistake. */
export const MISNAMED_FILE = '.github/nectr.yaml';

/**
 * The repository's settings from `.github/nectr.yml` at the base commit (null: of the default branch as it is now), never
 * at the head: a pull request must not configure its own review. They lie over `below`, what is set on the dashboard.
 * `read` has the file already where somebody asked for it before. `notices` go into the summary.
 */
export async function readRepositorySettings(
  octokit: Octokit,
  target: Pick<PullTarget, 'owner' | 'repo'>,
  baseSha: string | null,
  below: readonly SettingsLayer[] = [],
  read: (path: string) => Promise<Buffer | null> = (path) => readBlob(octokit, target, path, baseSha),
): Promise<RepositorySettings> {
  const file = await read(SETTINGS_FILE);
  if (file) return parseSettings(file, below);
  const misnamed = await read(MISNAMED_FILE);
  const notices = misnamed ? ['`.github/nectr.yaml` is not read: rename it to `.github/nectr.yml`'] : [];
  return { ...effectiveSettings(below), given: {}, notices };
}
