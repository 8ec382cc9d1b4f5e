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

/** One request to a server of ours. Gives status and JSON; throws ServerError with what a problem says. */
export async function askServer(
  server: string,
  path: string,
  { method = 'GET', token, body }: { method?: string; token?: string; body?: object } = {},
): Promise<{ status: number; body: unknown }> {
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(new URL(path, server), {
      method,
      redirect: 'error',
      signal: AbortSignal.timeout(DEADLINE_MS),
      headers: {
        accept: 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    text = await answer.text();
  } catch (error) {
    throw new ServerError(`${server} does not answer: is it running, and is the address right?`, { cause: error });
  }
  const parsed = parse(text);
  if (answer.ok) return { status: answer.status, body: parsed };
  const problem = Problem.safeParse(parsed);
  throw new ServerError(problem.success ? said(problem.data) : `${server} answered ${answer.status}: is that Nectr?`);
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
