import { z } from 'zod';

const DEADLINE_MS = 30_000;
const Problem = z.object({
  detail: z.string(),
  errors: z.array(z.object({ field: z.string(), detail: z.string() })).default([]),
});

/** The server did not do what was asked; the message is for people. */
export class ServerError extends Error {
  override readonly name = 'ServerError';
}

interface Asked {
  method?: string;
  token?: string;
  body?: object;
}

/** One request to a server of ours. Gives status and JSON; throws ServerError with what a problem says. */
export async function askServer(
  server: string,
  path: string,
  asked: Asked = {},
): Promise<{ status: number; body: unknown }> {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const { answer, text } = await reached(server, async () => {
    const answer = await send(server, path, { ...asked, signal });
    return { answer, text: await answer.text() };
  });
  if (answer.ok) return { status: answer.status, body: parse(text) };
  throw refusalOf(server, answer.status, text);
}

/**
 * The parts of an answer that does not end by itself, such as the live stream. Throws as `askServer` does, and when the
 * connection breaks.
 */
export async function* readStream(server: string, path: string, token: string): AsyncGenerator<string> {
  const answer = await reached(server, () => send(server, path, { token, signal: null }));
  if (!answer.ok || answer.body === null) throw refusalOf(server, answer.status, await answer.text());
  try {
    for await (const part of answer.body.pipeThrough(new TextDecoderStream())) yield part;
  } catch (error) {
    throw new ServerError(`${server} ended the stream: ask again to go on`, { cause: error });
  }
}

function send(
  server: string,
  path: string,
  { method = 'GET', token, body, signal }: Asked & { signal: AbortSignal | null },
): Promise<Response> {
  return fetch(new URL(path, server), {
    method,
    redirect: 'error',
    signal,
    headers: {
      accept: 'application/json, text/event-stream',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

async function reached<T>(server: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw new ServerError(`${server} does not answer: is it running, and is the address right?`, { cause: error });
  }
}

function refusalOf(server: string, status: number, text: string): ServerError {
  const problem = Problem.safeParse(parse(text));
  return new ServerError(problem.success ? said(problem.data) : `${server} answered ${status}: is that Nectr?`);
}

/** What a problem says, with a line for each field that is wrong. */
function said({ detail, errors }: z.output<typeof Problem>): string {
  return [detail, ...errors.map((error) => `  ${error.field}: ${error.detail}`)].join('\n');
}

function parse(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
