import { SdkError, SdkErrorCode } from '@modelcontextprotocol/client';
import { OutboundRefusedError } from '../../access/outbound/outbound-refused-error.js';
import { McpError } from './mcp-error.js';

/**
 * Any failure of a session as an McpError; `seen` is what its last request met, which the SDK does not always pass on,
 * and `ms` what it was given.
 */
export function tellTrouble(error: unknown, seen: McpError | null, ms: number): McpError {
  if (error instanceof McpError) return error;
  if (isLate(error)) return lateError(ms, error);
  return seen ?? requestTrouble(error, ms) ?? new McpError('strange', 'what it answers is not MCP', { cause: error });
}

/** What an answer by HTTP alone tells; null: nothing is wrong with it yet. */
export function answerTrouble({ status, headers }: Response): McpError | null {
  const of = `(status ${status})`;
  if (status === 401 || status === 403) return new McpError('token', `it does not accept the token ${of}`);
  if (status === 429) return new McpError('limited', `it asks to wait ${of}`);
  if (status >= 300 && status < 400) return new McpError('redirect', `it redirects to another address ${of}`);
  if (status >= 400) return new McpError('status', `it answers with an error ${of}`);
  if (/^text\/html\b/i.test(headers.get('content-type') ?? ''))
    return new McpError('strange', 'it answers with a web page: is the address that of its MCP endpoint?');
  return null;
}

/** What a request failed with; null: it is none of a request. */
export function requestTrouble(error: unknown, ms: number): McpError | null {
  if (isLate(error)) return lateError(ms, error);
  if (error instanceof OutboundRefusedError)
    return /larger than/.test(error.message)
      ? new McpError('large', 'its answer is too large', { cause: error })
      : new McpError('address', `its address is refused: ${error.message}`, { cause: error });
  const code = codeOf(error);
  return code === null ? null : new McpError('away', AWAY[code] ?? `it cannot be reached (${code})`, { cause: error });
}

const AWAY: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing answers at its address',
  ENOTFOUND: 'its host is not known',
  ECONNRESET: 'the connection broke off',
};

function lateError(ms: number, cause: unknown): McpError {
  return new McpError('late', `no answer within ${ms / 1000} s`, { cause });
}

function isLate(error: unknown): boolean {
  if (error instanceof DOMException && error.name === 'TimeoutError') return true;
  return error instanceof SdkError && error.code === SdkErrorCode.RequestTimeout;
}

/** Of the system or of TLS. */
function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || error instanceof SdkError) return null;
  const code: unknown = 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^(?:E[A-Z_]+|CERT_[A-Z_]+|[A-Z_]*CERT[A-Z_]*)$/.test(code) ? code : null;
}
