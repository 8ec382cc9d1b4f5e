import type { McpTool } from './define-tool.js';
import { dismissFindingTool } from './tools/dismiss-finding.js';
import { getContributorStats } from './tools/get-contributor-stats.js';
import { getFileContext } from './tools/get-file-context.js';
import { getFinding } from './tools/get-finding.js';
import { getPrVerdict } from './tools/get-pr-verdict.js';
import { getRecentReviews } from './tools/get-recent-reviews.js';
import { getRepoHealth } from './tools/get-repo-health.js';
import { listFindingsTool } from './tools/list-findings.js';
import { rememberTool } from './tools/remember.js';
import { reportFixedTool } from './tools/report-fixed.js';
import { reviewDiffTool } from './tools/review-diff.js';
import { searchMemory } from './tools/search-memory.js';

/** What other agents may call, in the order in which it is listed. */
export const TOOLS = [
  getRecentReviews,
  getContributorStats,
  getPrVerdict,
  getRepoHealth,
  listFindingsTool,
  getFinding,
  dismissFindingTool,
  reportFixedTool,
  getFileContext,
  searchMemory,
  rememberTool,
  reviewDiffTool,
] as unknown as readonly McpTool[];
