import type { Repo } from './repo-queries.js';

const WRITERS: readonly Repo['role'][] = ['admin', 'maintain', 'write'];

/** Whether who is signed in may connect, scan and set things there: GitHub's write permission. */
export const mayChange = (role: Repo['role']): boolean => WRITERS.includes(role);
