import { GitError } from '../checkout/git.js';
import { fixedGitText } from './fixed-git.js';

export interface BlamedLines {
  sha: string;
  /** 1-based, both included. */
  startingLine: number;
  endingLine: number;
}

/**
 * Which commit each line of a file comes from, at a commit that is named by its full id; null: there is no such file.
 */
export async function blame(folder: string, sha: string, path: string): Promise<BlamedLines[] | null> {
  try {
    const text = await fixedGitText(folder, ['blame', '--porcelain', sha, '--', path]);
    return text
      .split('\n')
      .flatMap((line) => {
        const [, commit = '', start = '', lines = ''] = /^([0-9a-f]{40}) \d+ (\d+) (\d+)$/.exec(line) ?? [];
        if (commit === '') return [];
        return [{ sha: commit, startingLine: Number(start), endingLine: Number(start) + Number(lines) - 1 }];
      })
      .toSorted((a, b) => a.startingLine - b.startingLine);
  } catch (error) {
    if (error instanceof GitError && typeof error.exitCode === 'number') return null;
    throw error;
  }
}
