import { z } from 'zod';
import type { Lookups } from '../lookups.js';
import type { Fence } from '../prompt/fence.js';
import { answer, defineTool, type ReviewTool } from './tool.js';

const COMMITS = 10;

/** Why a file is as it is. Names of authors are left out: they prove nothing (fault S14). */
export function getFileHistoryTool(fileHistory: NonNullable<Lookups['fileHistory']>, fence: Fence): ReviewTool {
  return defineTool({
    name: 'get_file_history',
    description: `The last ${COMMITS} commits that touched a file: id, date, first line of the message.`,
    input: z.strictObject({ path: z.string() }),
    run: async ({ path }, signal) => {
      const commits = await fileHistory(path, COMMITS, signal);
      if (commits.length === 0) return answer('No commit of this branch touched it.');
      const lines = commits.map(({ sha, date, subject }) => `${sha.slice(0, 10)} ${date.slice(0, 10)} ${subject}`);
      return answer(fence.data(`history of ${path}`, lines.join('\n')));
    },
  });
}
