import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createFaults, errorOf, spoil, type Fault, type FaultKind, type FaultOptions } from './scripted/faults.js';
import { createPromptCache, tokensOf } from './scripted/prompt-cache.js';
import { cachedBlocks, checkRequest } from './scripted/request-rules.js';
import { sendStream } from './scripted/send-stream.js';
import { sseFrames } from './scripted/sse-frames.js';
import { invalid, WireError } from './scripted/wire-error.js';
import { newId, outputTokens, wireMessage } from './scripted/wire-message.js';
import type { JournalEntry, Request, Script, WireMessage, WireUsage } from './scripted/wire-types.js';

export interface ScriptedOptions {
  script?: Script;
  models?: readonly string[];
  /** Any other key is refused; unset: every key is taken. */
  apiKey?: string;
  contextTokens?: number;
  /** A prefix shorter than this is not cached. */
  minCacheTokens?: number;
  /** Characters of a text or of JSON in one event. */
  pieceSize?: number;
  /** Pause between two events. */
  pieceDelayMs?: number;
}

export interface ScriptedAnthropic {
  url: string;
  /** The requests for messages, in the order in which they came. */
  requests: JournalEntry[];
  fault(kind: FaultKind, options?: FaultOptions): Fault;
  setScript(script: Script): void;
  /** Moves the clock of the prompt cache. */
  advance(ms: number): void;
  /** Requests in whose body `text` stands: the search for canaries. */
  containing(text: string): JournalEntry[];
  close(): Promise<void>;
}

const MODELS = ['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-haiku-5-5', 'claude-fable-5-1'];
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * Anthropic's Messages API on loopback, in its wire format: what a script answers goes out as JSON or as a stream of
 * events, with the usage that a real prefix cache would count; every fault of list F can be asked for. Its own errors
 * (a script that throws) are 500s that name the cause.
 */
export async function startScriptedAnthropic(options: ScriptedOptions = {}): Promise<ScriptedAnthropic> {
  let script: Script = options.script ?? (() => 'ok');
  let offset = 0;
  const requests: JournalEntry[] = [];
  const faults = createFaults();
  const account = createPromptCache({ now: () => Date.now() + offset, minTokens: options.minCacheTokens ?? 1024 });
  const models = options.models ?? MODELS;

  async function messages(http: IncomingMessage, response: ServerResponse, body: unknown): Promise<void> {
    checkRequest(body, models);
    const entry = enter(requests, http, body);
    response.once('close', () => {
      entry.aborted = !response.writableFinished;
      entry.endedAt = performance.now();
      entry.status = response.headersSent ? response.statusCode : null;
    });
    const { prompt, total, begun } = account(body, keyOf(http));
    const context = options.contextTokens ?? 1_000_000;
    if (total > context) throw invalid(`prompt is too long: ${total} tokens > ${context} maximum`);
    const fault = faults.take(body);
    entry.fault = fault?.kind ?? null;
    const error = fault && errorOf(fault);
    if (error) throw error;
    if (await unanswered(response, fault)) return;
    const message = spoil(wireMessage(await script(body, entry.n), body, prompt), fault);
    const starts = () => {
      entry.firstTokenAt = performance.now();
      entry.usage = { ...prompt, output_tokens: outputTokens(message) } satisfies WireUsage;
      begun();
    };
    if (body.stream !== true || fault?.kind === 'json-body') return sendJson(response, message, fault, starts);
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
    await sendStream(response, sseFrames(message, options.pieceSize ?? 24), fault, {
      begun: starts,
      delayMs: options.pieceDelayMs ?? 0,
    });
  }

  /** Meets the next fault that is none of a message. */
  async function describeModel(response: ServerResponse, model: string): Promise<void> {
    const fault = faults.take(null);
    const error = fault && errorOf(fault);
    if (error) throw error;
    if (!(await unanswered(response, fault))) answer(response, 200, modelInfo(model));
  }

  async function serve(http: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = newId('req');
    response.setHeader('request-id', requestId);
    try {
      const body = await readBody(http);
      checkHeaders(http, options.apiKey);
      const path = new URL(http.url ?? '/', 'http://loopback').pathname;
      const route = `${http.method} ${path}`;
      const [, model] = /^GET \/v1\/models\/([^/]+)$/.exec(route) ?? [];
      if (route === 'POST /v1/messages') return await messages(http, response, JSON.parse(body));
      if (route === 'POST /v1/messages/count_tokens') return answer(response, 200, countTokens(JSON.parse(body)));
      if (model !== undefined && models.includes(model)) return await describeModel(response, model);
      throw new WireError(404, 'not_found_error', model === undefined ? `no route ${route}` : `model: ${model}`);
    } catch (error) {
      const wire =
        error instanceof WireError ? error : new WireError(500, 'api_error', `the script failed: ${String(error)}`);
      for (const [name, value] of Object.entries(wire.extra.headers ?? {})) response.setHeader(name, value);
      if (response.headersSent) response.destroy();
      else answer(response, wire.status, wire.body(requestId));
    }
  }

  const server = createServer((http, response) => void serve(http, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    fault: faults.add,
    setScript: (next) => void (script = next),
    advance: (ms) => void (offset += ms),
    containing: (text) => requests.filter(({ body }) => JSON.stringify(body).includes(text)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function enter(requests: JournalEntry[], { method, url, headers }: IncomingMessage, body: Request): JournalEntry {
  const { 'x-api-key': _, authorization: __, ...open } = headers;
  const entry: JournalEntry = {
    n: requests.length + 1,
    method: method ?? '',
    path: url ?? '',
    headers: Object.fromEntries(Object.entries(open).map(([name, value]) => [name, String(value)])),
    body,
    receivedAt: performance.now(),
    firstTokenAt: null,
    endedAt: null,
    status: null,
    usage: null,
    fault: null,
    aborted: false,
  };
  requests.push(entry);
  return entry;
}

/** Faults that need no answer of the script; true: nothing more is sent. */
async function unanswered(response: ServerResponse, fault: Fault | null): Promise<boolean> {
  switch (fault?.kind) {
    case 'reset':
      response.socket?.resetAndDestroy();
      return true;
    case 'hang':
      return true;
    case 'silent-headers':
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      return true;
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>');
      return true;
    case 'delay':
      await sleep(fault.ms ?? 100);
      return false;
    default:
      return false;
  }
}

function sendJson(response: ServerResponse, message: WireMessage, fault: Fault | null, starts: () => void): void {
  const text = JSON.stringify(message, (name, value: unknown) => (name === 'partialJson' ? undefined : value));
  starts();
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(fault?.kind === 'broken-json' ? text.slice(0, Math.floor(text.length / 2)) : text);
}

function checkHeaders(http: IncomingMessage, apiKey: string | undefined): void {
  const key = keyOf(http);
  if (key === '') throw new WireError(401, 'authentication_error', 'an API key is required');
  if (apiKey !== undefined && key !== apiKey) throw new WireError(401, 'authentication_error', 'invalid x-api-key');
  if (http.headers['anthropic-version'] === undefined) throw invalid('anthropic-version: header is required');
}

/** The SDK sends the key as a bearer token; the older header is taken too. */
function keyOf({ headers }: IncomingMessage): string {
  return String(headers['x-api-key'] ?? headers.authorization?.replace(/^Bearer /i, '') ?? '');
}

async function readBody(http: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of http as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MOST_BYTES) chunks.push(chunk);
  }
  if (size > MOST_BYTES) throw new WireError(413, 'request_too_large', 'Request exceeds the maximum size');
  return Buffer.concat(chunks).toString('utf8');
}

function countTokens(body: Record<string, unknown>): { input_tokens: number } {
  return { input_tokens: cachedBlocks(body).reduce((sum, { text }) => sum + tokensOf(text), 0) };
}

function modelInfo(id: string): Record<string, unknown> {
  return {
    type: 'model',
    id,
    display_name: id,
    created_at: '2026-01-01T00:00:00Z',
    max_input_tokens: 1_000_000,
    max_tokens: 128_000,
  };
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
