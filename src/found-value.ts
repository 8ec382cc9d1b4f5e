import { redact } from './access/redact.js';

/** Variables whose value is no secret, so that a refusal may show it. */
const SHOWN: ReadonlySet<string> = new Set(
  `APP_ID GITHUB_CLIENT_ID GHE_HOST GHE_PROTOCOL HOST
   PORT METRICS_PORT LOG_LEVEL ROLE ANTHROPIC_MODEL
   ANTHROPIC_SMALL_MODEL CLAUDE_PROVIDER AWS_REGION AWS_DEFAULT_REGION CLOUD_ML_REGION
   ANTHROPIC_VERTEX_PROJECT_ID PARALLEL_REVIEW_AGENTS HISTORY_PULL_REQUESTS REVIEW_TOKEN_BUDGET REVIEW_DOLLAR_BUDGET
   DAILY_TOKEN_BUDGET DAILY_DOLLAR_BUDGET NEO4J_DATABASE NEO4J_MAX_NODES APP_ENV
   MCP_SSE ALLOWED_PRIVATE_HOSTS WORKFLOW_HTTP_HOSTS LINEAR_MCP_INSTALLATIONS SENTRY_MCP_INSTALLATIONS
   SLACK_MCP_INSTALLATIONS NECTR_DATA ARCHIVE_FOLDER PRIVATE_KEY_PATH GOOGLE_APPLICATION_CREDENTIALS`.split(/\s+/),
);
const LONGEST = 80;
/** Long, without a space and a dot, with digits in it: somebody may have pasted a secret into the wrong line. */
const LIKE_A_SECRET = /(?=[\w+-]*\d)[\w+-]{20,}/;

/**
 * What a refusal (`message`) says of the value that was found: `, not "x"` where it is no secret and does not look like
 * one; of an address its scheme alone, where it is that which is wrong; else nothing.
 */
export function foundValue(name: string, value: string, message: string): string {
  if (message.includes(', not ') || !message.startsWith('must be')) return '';
  const text = value.trim();
  if (SHOWN.has(name)) {
    const isSafe = text.length <= LONGEST && !LIKE_A_SECRET.test(text) && !text.includes('@') && redact(text) === text;
    return isSafe ? `, not ${JSON.stringify(text)}` : '';
  }
  if (!/^must be(?:gin with| a URL)/.test(message)) return '';
  const [scheme] = /^[a-z][a-z0-9+.-]{1,15}:\/\//i.exec(text) ?? [];
  return scheme === undefined ? '' : `, not ${scheme}`;
}
