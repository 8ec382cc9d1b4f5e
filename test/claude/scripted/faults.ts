import { WireError } from './wire-error.js';
import { cutMessage, outputTokens } from './wire-message.js';
import type { Request, WireBlock, WireMessage } from './wire-types.js';

/** Answered instead of a message. */
const ERRORS = {
  overloaded: () => new WireError(529, 'overloaded_error', 'Overloaded'),
  'rate-limit': ({ retryAfter }: FaultOptions) =>
    new WireError(429, 'rate_limit_error', 'This request would exceed the rate limit of your organization', {
      headers: retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
    }),
  'spend-limit': () =>
    new WireError(429, 'rate_limit_error', 'You have reached the API usage threshold of your tier', {
      details: { error_code: 'enforced_spend_limit_reached' },
    }),
  'own-spend-limit': () =>
    new WireError(400, 'invalid_request_error', 'You have reached your specified API usage limits'),
  'no-credit': () =>
    new WireError(400, 'invalid_request_error', 'Your credit balance is too low to access the Anthropic API'),
  key: () => new WireError(401, 'authentication_error', 'invalid x-api-key'),
  billing: () => new WireError(402, 'billing_error', 'There is an issue with your billing information'),
  permission: () => new WireError(403, 'permission_error', 'Your API key may not use the specified resource'),
  'model-gone': () => new WireError(404, 'not_found_error', 'model: it was retired'),
  'too-large': () => new WireError(413, 'request_too_large', 'Request exceeds the maximum size'),
  'server-error': () => new WireError(500, 'api_error', 'Internal server error'),
  timeout: () => new WireError(504, 'timeout_error', 'Request timed out'),
  /** Any other: by `status`, `type`, `message`, `details`, `headers`. */
  status: ({ status = 500, type = 'api_error', message = 'error', details, headers }: FaultOptions) =>
    new WireError(status, type, message, { ...(details ? { details } : {}), ...(headers ? { headers } : {}) }),
} as const;

/** What happens to the connection; the server does these. */
const TRANSPORT = [
  /** The socket is reset before an answer. */
  'reset',
  /** No answer, ever. */
  'hang',
  /** Headers, then nothing. */
  'silent-headers',
  /** The stream stops at `at` and stays open. */
  'silent-stream',
  /** As before, but pings go on. */
  'ping-only',
  /** Each byte alone, `ms` apart. */
  'drip',
  /** The connection breaks at `at`, in the middle of an event. */
  'cut',
  /** The stream ends in good order at `at`, without its last events. */
  'end-early',
  /** An `error` event at `at`, of `type`. */
  'error-event',
  /** A login page with status 200. */
  'html',
  /** An event (or the body) whose JSON is cut. */
  'broken-json',
  /** JSON instead of a stream, as a gateway that does not stream answers. */
  'json-body',
  /** The answer comes after `ms`. */
  'delay',
] as const;

/** What is wrong with the message itself. */
const MESSAGES = {
  'no-usage': (message: WireMessage) => ({ ...message, usage: undefined }),
  /** Counts are replaced by those of `usage`. */
  'absurd-usage': (message: WireMessage, { usage }: FaultOptions) => ({
    ...message,
    usage: { ...message.usage, ...(usage ?? { input_tokens: -5, output_tokens: 1e15 }) },
  }),
  /** Ends with `stopReason`. */
  stop: (message: WireMessage, { stopReason = 'something_new' }: FaultOptions) => ({
    ...message,
    stop_reason: stopReason,
  }),
  refusal: (message: WireMessage) => ({ ...message, content: [], stop_reason: 'refusal' }),
  /** Cut after `tokens`, else after half. */
  'max-tokens': (message: WireMessage, { tokens }: FaultOptions) => ({
    ...cutMessage(message, tokens ?? Math.ceil(outputTokens(message) / 2)),
    stop_reason: 'max_tokens',
  }),
  /** A block of a kind nobody knows stands first. */
  'unknown-block': (message: WireMessage) => ({
    ...message,
    content: [{ type: 'dream', story: 'of a later version' }, ...message.content],
  }),
  /** Each tool call goes through `mutate`; without it its JSON is broken. */
  'malformed-tool': (message: WireMessage, { mutate = brokenJson }: FaultOptions) => ({
    ...message,
    content: message.content.map((block) => (block.type === 'tool_use' ? mutate(block) : block)),
  }),
} as const;

export type FaultKind = keyof typeof ERRORS | (typeof TRANSPORT)[number] | keyof typeof MESSAGES;

export interface FaultOptions {
  /** How often it happens, 1 unless told. */
  times?: number;
  /** How many requests pass before. */
  after?: number;
  /** Only to requests for which this holds. */
  when?: (request: Request) => boolean;
  /** Place in the stream, 0 to 1; half-way unless told. */
  at?: number;
  ms?: number;
  retryAfter?: string | number;
  status?: number;
  type?: string;
  message?: string;
  details?: Record<string, unknown>;
  headers?: Record<string, string>;
  usage?: Record<string, unknown>;
  stopReason?: string;
  tokens?: number;
  mutate?: (block: WireBlock) => WireBlock;
}

export interface Fault extends FaultOptions {
  kind: FaultKind;
  /** How often it has happened. */
  hits: number;
  remove(): void;
}

/** The faults that wait for their request, in the order in which they were asked for. */
export function createFaults() {
  const waiting: (Fault & { left: number; skip: number })[] = [];
  return {
    add: (kind: FaultKind, options: FaultOptions = {}): Fault => {
      const { times = 1, after = 0 } = options;
      const fault = { ...options, kind, hits: 0, left: times, skip: after, remove: () => void (fault.left = 0) };
      waiting.push(fault);
      return fault;
    },
    /** Null: the request is none for a message. */
    take: (request: Request | null): Fault | null => {
      for (const fault of waiting) {
        if (fault.left <= 0 || (fault.when && (request === null || !fault.when(request)))) continue;
        if (fault.skip-- > 0) continue;
        fault.left -= 1;
        fault.hits += 1;
        return fault;
      }
      return null;
    },
  };
}

/** The error that is answered for a fault; null: it is none of an error. */
export function errorOf(fault: Fault): WireError | null {
  return fault.kind in ERRORS ? ERRORS[fault.kind as keyof typeof ERRORS](fault) : null;
}

/** The message as a fault leaves it. */
export function spoil(message: WireMessage, fault: Fault | null): WireMessage {
  if (fault === null || !(fault.kind in MESSAGES)) return message;
  return MESSAGES[fault.kind as keyof typeof MESSAGES](message, fault);
}

function brokenJson(block: WireBlock): WireBlock {
  return { ...block, partialJson: `${JSON.stringify(block['input']).slice(0, -1)},,` };
}
