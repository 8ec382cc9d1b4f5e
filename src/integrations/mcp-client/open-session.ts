import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { createGuardedFetch, type GuardedFetch } from '../../access/outbound/guarded-fetch.js';
import { startDeadline } from '../../turns/start-deadline.js';
import { untilAborted } from '../../turns/until-aborted.js';
import { version } from '../../version.js';
import { hashTools } from './hash-tools.js';
import { McpError } from './mcp-error.js';
import { MOST_ANSWER_BYTES, MOST_PAGES, MOST_TOOLS, type McpTimes } from './mcp-times.js';
import { resultText } from './result-text.js';
import { answerTrouble, requestTrouble, tellTrouble } from './tell-trouble.js';
import type { McpServerAccess, McpSession } from './types.js';

export interface SessionSettings {
  times: McpTimes;
  allowedPrivateHosts: readonly string[];
}

/**
 * Connects to a server in whichever era of the protocol it speaks, and lists its tools. It may ask nothing of us: no
 * input, no sampling, no files. `signal` ends everything. Throws McpError; a session has to be closed.
 */
export async function openSession(
  { url, authorization, installationId }: Pick<McpServerAccess, 'url' | 'authorization' | 'installationId'>,
  { times, allowedPrivateHosts }: SessionSettings,
  signal: AbortSignal,
): Promise<McpSession> {
  const watched = watchFetch(
    createGuardedFetch({
      allowedPrivateHosts,
      trustedUrl: installationId === null ? url : null,
      mostBytes: MOST_ANSWER_BYTES,
      deadlineMs: times.total,
    }),
    times.total,
  );
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    fetch: watched.fetch,
    ...(authorization === null ? {} : { requestInit: { headers: { authorization } } }),
    reconnectionOptions: {
      maxRetries: 0,
      initialReconnectionDelay: 1000,
      maxReconnectionDelay: 1000,
      reconnectionDelayGrowFactor: 1,
    },
    onInsufficientScope: 'throw',
  });
  const client = new Client(
    { name: 'nectr', version },
    {
      capabilities: {},
      versionNegotiation: { mode: 'auto', probe: { timeoutMs: times.connect } },
      inputRequired: { autoFulfill: false },
      listMaxPages: MOST_PAGES,
      // What a tool gives is read as text: a schema that a stranger wrote is never run.
      jsonSchemaValidator: {
        getValidator: () => (input) => ({ valid: true, data: input as never, errorMessage: undefined }),
      },
    },
  );
  client.onerror = () => undefined;
  const close = () => endSession(client, transport);
  /** Asks within `ms`, whatever the server sends meanwhile. */
  const within = async <T>(ms: number, ask: (options: { signal: AbortSignal; timeout: number }) => Promise<T>) => {
    const limit = startDeadline(ms, signal);
    try {
      return await untilAborted(ask({ signal: limit.signal, timeout: ms }), limit.signal);
    } catch (error) {
      throw tellTrouble(limit.signal.aborted ? limit.signal.reason : error, watched.seen(), ms);
    } finally {
      limit.end();
    }
  };
  try {
    await within(times.connect, (options) => client.connect(transport, options));
    const { tools } = await within(times.list, (options) => client.listTools(undefined, options));
    if (tools.length > MOST_TOOLS) throw new McpError('strange', `it lists more than ${MOST_TOOLS} tools`);
    return {
      tools: tools.map(({ name, description = '', inputSchema }) => ({ name, description, inputSchema })),
      toolsHash: hashTools(tools),
      call: (tool, args) =>
        within(times.call, async (options) =>
          resultText(await client.callTool({ name: tool.name, arguments: args }, options), authorization),
        ),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Notes what each request meets, and opens no stream on which a server could speak first. */
function watchFetch(fetch: GuardedFetch, ms: number): { fetch: GuardedFetch; seen(): McpError | null } {
  let seen: McpError | null = null;
  return {
    fetch: async (url, init) => {
      if (init?.method === 'GET') return new Response(null, { status: 405 });
      seen = null;
      try {
        const answer = await fetch(url, init);
        seen = answerTrouble(answer);
        return answer.body === null ? answer : withNoted(answer, (error) => (seen = requestTrouble(error, ms)));
      } catch (error) {
        seen = requestTrouble(error, ms);
        throw error;
      }
    },
    seen: () => seen,
  };
}

/** An answer that breaks off while it is read is noted, too. */
function withNoted(answer: Response, note: (error: unknown) => void): Response {
  const reader = answer.body?.getReader();
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      try {
        const piece = await reader?.read();
        if (piece === undefined || piece.done) controller.close();
        else controller.enqueue(piece.value);
      } catch (error) {
        note(error);
        controller.error(error);
      }
    },
    cancel: (reason) => reader?.cancel(reason),
  });
  return new Response(body, { status: answer.status, statusText: answer.statusText, headers: answer.headers });
}

const GOODBYE_MS = 500;

/** A server of the older era is told that its session is over, if it hears it soon. */
async function endSession(client: Client, transport: StreamableHTTPClientTransport): Promise<void> {
  if (transport.sessionId !== undefined) {
    const limit = startDeadline(GOODBYE_MS);
    await untilAborted(transport.terminateSession(), limit.signal).catch(() => undefined);
    limit.end();
  }
  await client.close().catch(() => undefined);
}
