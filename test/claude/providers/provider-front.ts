import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Feature } from '../../../src/claude/providers/left-out.js';
import { startScriptedAnthropic, type ScriptedAnthropic, type ScriptedOptions } from '../scripted-anthropic.js';

/** One request as it stood on the provider's wire. */
export interface WireRequest {
  path: string;
  headers: IncomingMessage['headers'];
  body: Record<string, unknown>;
}

/** An answer that is given instead of the model's. */
export interface WireRefusal {
  status: number;
  headers?: Record<string, string>;
  body: unknown;
}

export interface ProviderServer {
  url: string;
  /** The model behind it, with its faults and its journal. */
  claude: ScriptedAnthropic;
  requests: WireRequest[];
  /** Answered to the next requests, first come first served. */
  refuse(...refusals: WireRefusal[]): void;
  /** What the models know nothing of. */
  lacks: Set<Feature>;
  close(): Promise<void>;
}

export interface Wire {
  /** The model that is asked for, as Anthropic calls it, or why not. */
  accept(http: IncomingMessage, body: string): { model: string } | WireRefusal;
  /** Anthropic's error in this provider's form. */
  refusal(status: number, message: string, type: string): WireRefusal;
  contentType: string;
  /** An event of the stream; null: it is not sent. */
  event(data: Record<string, unknown>): Buffer | null;
}

/** A provider's wire on loopback, in front of a scripted model. */
export async function startProviderFront(wire: Wire, options: ScriptedOptions = {}): Promise<ProviderServer> {
  const claude = await startScriptedAnthropic(options);
  const requests: WireRequest[] = [];
  const refusals: WireRefusal[] = [];
  const lacks = new Set<Feature>();

  async function serve(http: IncomingMessage, response: ServerResponse): Promise<void> {
    const sent = await text(http);
    const accepted = wire.accept(http, sent);
    const body = JSON.parse(sent) as Record<string, unknown>;
    requests.push({ path: http.url ?? '', headers: http.headers, body });
    const unknown = lackOf(body, lacks);
    const refusal =
      refusals.shift() ??
      ('status' in accepted ? accepted : null) ??
      (unknown && wire.refusal(400, `${unknown}: Extra inputs are not permitted`, 'invalid_request_error'));
    if (refusal) return answer(response, refusal);
    const { anthropic_version: _, ...request } = body;
    const asked = await fetch(`${claude.url}/v1/messages`, {
      method: 'POST',
      headers: { 'x-api-key': 'behind', 'anthropic-version': '2026-10-21', 'content-type': 'application/json' },
      body: JSON.stringify({ ...request, ...accepted, stream: true }),
    });
    if (asked.status !== 200) {
      const { error } = (await asked.json()) as { error: { type: string; message: string } };
      return answer(response, wire.refusal(asked.status, error.message, error.type));
    }
    response.writeHead(200, { 'content-type': wire.contentType });
    for await (const data of eventsOf(asked)) {
      const event = wire.event(data);
      if (event !== null) response.write(event);
    }
    response.end();
  }

  const server = createServer((http, response) => {
    serve(http, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    claude,
    requests,
    refuse: (...more) => void refusals.push(...more),
    lacks,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await claude.close();
    },
  };
}

function answer(response: ServerResponse, { status, headers, body }: WireRefusal): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/** The place of a field that the models do not know. */
function lackOf(body: Record<string, unknown>, lacks: ReadonlySet<Feature>): string | null {
  const { tools = [], output_config: output = {} } = body as {
    tools?: { strict?: boolean }[];
    output_config?: { format?: unknown; effort?: unknown };
  };
  const strict = tools.findIndex((tool) => 'strict' in tool);
  if (lacks.has('strict') && strict >= 0) return `tools.${strict}.custom.strict`;
  if (lacks.has('format') && output.format !== undefined) return 'output_config.format';
  if (lacks.has('effort') && output.effort !== undefined) return 'output_config.effort';
  return lacks.has('cache') && JSON.stringify(body).includes('"cache_control"') ? 'system.0.cache_control' : null;
}

async function* eventsOf(response: Response): AsyncGenerator<Record<string, unknown>> {
  let rest = '';
  for await (const piece of response.body ?? []) {
    rest += Buffer.from(piece).toString('utf8');
    for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
      const data = /^data: (.*)$/m.exec(rest.slice(0, end))?.[1];
      rest = rest.slice(end + 2);
      if (data !== undefined) yield JSON.parse(data) as Record<string, unknown>;
    }
  }
}
