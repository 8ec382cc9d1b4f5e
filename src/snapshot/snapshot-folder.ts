import { join } from 'node:path';

/** Where the snapshots of a data folder lie: one folder for each repository, named by GitHub's id of it. */
export function snapshotFolder(dataFolder: string): string {
  return join(dataFolder, 'snapshots');
}
