import { numberIn, oneOf, textIn } from '../../layout/search-params.js';

const STATUSES = ['draft', 'active', 'inactive', 'archived', 'invalid'] as const;
const TABS = ['runs', 'definition', 'triggers', 'try'] as const;
export const RUN_STATUSES = ['pending', 'running', 'completed', 'failed', 'timeout', 'cancelled'] as const;

interface WorkflowsSearch {
  installation?: number;
  status?: (typeof STATUSES)[number];
  q?: string;
  /** The event of "Why did this not run?". */
  event?: string;
}

/** What the address of the list says. */
export function workflowsSearch(search: Record<string, unknown>): WorkflowsSearch {
  const installation = numberIn(search.installation);
  const status = oneOf(search.status, STATUSES);
  const q = textIn(search.q);
  const event = textIn(search.event);
  return {
    ...(installation !== undefined && { installation }),
    ...(status && { status }),
    ...(q && { q }),
    ...(event && { event }),
  };
}

interface WorkflowSearch {
  installation?: number;
  tab?: (typeof TABS)[number];
  status?: (typeof RUN_STATUSES)[number];
}

/** What the address of one workflow says. */
export function workflowSearch(search: Record<string, unknown>): WorkflowSearch {
  const installation = numberIn(search.installation);
  const tab = oneOf(search.tab, TABS);
  const status = oneOf(search.status, RUN_STATUSES);
  return { ...(installation !== undefined && { installation }), ...(tab && { tab }), ...(status && { status }) };
}
