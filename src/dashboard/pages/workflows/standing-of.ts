import type { Workflow } from './queries.js';

/** What is said of a workflow: its status, or that the installation has switched a built-in one off. Pure. */
export function standingOf({ status, enabled }: Pick<Workflow, 'status' | 'enabled'>): Workflow['status'] | 'off' {
  return status === 'active' && !enabled ? 'off' : status;
}
