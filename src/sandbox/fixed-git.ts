import { gitText } from '../checkout/git.js';
import { keepNewest } from '../turns/keep-newest.js';

const MOST_ANSWERS = 2000;
const LONGEST_ANSWER = 64 * 1024;

const answers = new Map<string, string>();

/**
 * What git says of commits that are named by their full ids: it never changes, so a short answer is asked for once.
 * Throws GitError, which is not remembered.
 */
export async function fixedGitText(folder: string, args: readonly string[]): Promise<string> {
  const key = JSON.stringify([folder, ...args]);
  const known = answers.get(key);
  if (known !== undefined) return known;
  const answer = await gitText(folder, args);
  if (answer.length <= LONGEST_ANSWER) keepNewest(answers, key, answer, MOST_ANSWERS);
  return answer;
}
