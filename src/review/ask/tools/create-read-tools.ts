import type { Snapshot } from '../../../snapshot/types.js';
import type { Lookups } from '../lookups.js';
import type { Fence } from '../prompt/fence.js';
import type { GivenMemory } from '../../memories/types.js';
import type { LinkedIssue, Surrounding } from '../../types.js';
import { getFileHistoryTool } from './get-file-history.js';
import { getIssueDetailsTool } from './get-issue-details.js';
import { getLinkedIssuesTool } from './get-linked-issues.js';
import { getRelatedErrorsTool } from './get-related-errors.js';
import { queryGraphTool } from './query-graph.js';
import { readFileTool } from './read-file.js';
import { searchCodeTool } from './search-code.js';
import { searchDeveloperMemoryTool, searchProjectMemoryTool } from './search-memory.js';
import { searchOpenIssuesTool } from './search-open-issues.js';
import type { ReviewTool } from './tool.js';

/**
 * Read-only tools bound to one repository at one commit; one whose source is missing is not offered. `found` is told of
 * each memory that a tool shows.
 */
export function createReadTools(
  lookups: Lookups,
  snapshot: Snapshot,
  { issues, surroundings = [] }: { issues: readonly LinkedIssue[]; surroundings?: readonly Surrounding[] },
  fence: Fence,
  found: (memories: readonly GivenMemory[]) => void = () => undefined,
): ReviewTool[] {
  const { searchProjectMemory, searchDeveloperMemory } = lookups;
  const linear = surroundings.filter(({ kind }) => kind === 'linear');
  return [
    readFileTool(snapshot, fence),
    searchCodeTool(snapshot, fence),
    ...(lookups.fileHistory ? [getFileHistoryTool(lookups.fileHistory, fence)] : []),
    ...(lookups.queryGraph ? [queryGraphTool(lookups.queryGraph, fence)] : []),
    ...(lookups.issue ? [getIssueDetailsTool(lookups.issue, fence)] : []),
    ...(lookups.searchOpenIssues ? [searchOpenIssuesTool(lookups.searchOpenIssues, fence)] : []),
    ...(searchProjectMemory ? [searchProjectMemoryTool(searchProjectMemory, fence, found)] : []),
    ...(searchDeveloperMemory ? [searchDeveloperMemoryTool(searchDeveloperMemory, fence, found)] : []),
    ...(issues.length + linear.length > 0 ? [getLinkedIssuesTool(issues, linear, fence)] : []),
    ...(lookups.relatedErrors ? [getRelatedErrorsTool(lookups.relatedErrors, fence)] : []),
  ];
}
