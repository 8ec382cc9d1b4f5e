import type { ReviewSettings } from '../../review/types.js';
import type { Octokit } from '../client/installation-octokit.js';
import { parseSettings } from './parse-settings.js';
import { readBlob } from '../read/read-blob.js';
import { settingsSchema } from './settings-schema.js';
import type { PullTarget } from '../client/target.js';

/**
 * The repository's settings from `.github/nectr.yml` at the base commit, never at the head: a pull request must
 * not configure its own review. `notices` go into the summary.
 */
export async function readRepositorySettings(
  octokit: Octokit,
  target: PullTarget,
  baseSha: string,
): Promise<{ settings: ReviewSettings; notices: string[] }> {
  const file = await readBlob(octokit, target, '.github/nectr.yml', baseSha);
  if (file) return parseSettings(file);
  const misnamed = await readBlob(octokit, target, '.github/nectr.yaml', baseSha);
  const notices = misnamed ? ['`.github/nectr.yaml` is not read: rename it to `.github/nectr.yml`'] : [];
  return { settings: settingsSchema.parse({}), notices };
}
