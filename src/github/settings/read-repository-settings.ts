import type { Octokit } from '../client/installation-octokit.js';
import { parseSettings, type RepositorySettings } from './parse-settings.js';
import { readBlob } from '../read/read-blob.js';
import { effectiveSettings, type SettingsLayer } from './settings-layers.js';
import type { PullTarget } from '../client/target.js';

/**
 * The repository's settings from `.github/nectr.yml` at the base commit (null: of the default branch as it is now), never
 * at the head: a pull request must not configure its own review. They lie over `below`, what is set on the dashboard. `notices` go into the summary.
 */
export async function readRepositorySettings(
  octokit: Octokit,
  target: Pick<PullTarget, 'owner' | 'repo'>,
  baseSha: string | null,
  below: readonly SettingsLayer[] = [],
): Promise<RepositorySettings> {
  const file = await readBlob(octokit, target, '.github/nectr.yml', baseSha);
  if (file) return parseSettings(file, below);
  const misnamed = await readBlob(octokit, target, '.github/nectr.yaml', baseSha);
  const notices = misnamed ? ['`.github/nectr.yaml` is not read: rename it to `.github/nectr.yml`'] : [];
  return { ...effectiveSettings(below), given: {}, notices };
}
