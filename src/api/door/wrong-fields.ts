import type { z } from 'zod';
import { saidIssues } from '../../words/say-issue.js';
import type { FieldError } from './problem.js';

/** What is wrong with each field of a part of a request, such as `body`. */
export function wrongFields(issues: readonly z.core.$ZodIssue[], place: string): FieldError[] {
  return saidIssues(issues).map(({ path, detail }) => ({ field: [place, ...path.map(String)].join('.'), detail }));
}
