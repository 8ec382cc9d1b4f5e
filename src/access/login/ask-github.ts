import { OAuthUnavailableError } from './errors.js';
import type { OAuthApp } from './oauth-app.js';

const DEADLINE_MS = 10_000;
const MOST_BYTES = 256 * 1024;

/**
 * One request to GitHub around a sign-in, sent once: what is asked for is often good for one use. Gives the status and
 * the JSON. Throws `OAuthUnavailableError` for everything that is no answer: no connection, no end, a redirect, 429,
 * 5xx, something else than JSON.
 */
export async function askGitHub(
  { fetch = globalThis.fetch }: Pick<OAuthApp, 'fetch'>,
  url: string,
  init: RequestInit,
): Promise<{ status: number; body: unknown }> {
  try {
    const answer = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(DEADLINE_MS) });
    if (answer.status === 429 || answer.status >= 500) {
      await answer.body?.cancel();
      throw new OAuthUnavailableError(`GitHub answered ${answer.status}`);
    }
    return { status: answer.status, body: JSON.parse(await readText(answer)) };
  } catch (error) {
    if (error instanceof OAuthUnavailableError) throw error;
    throw new OAuthUnavailableError('GitHub gave no answer', { cause: error });
  }
}

async function readText(answer: Response): Promise<string> {
  let text = '';
  let size = 0;
  const decoder = new TextDecoder();
  for await (const piece of answer.body ?? []) {
    size += piece.length;
    if (size > MOST_BYTES) throw new Error('the answer is too long');
    text += decoder.decode(piece, { stream: true });
  }
  return text + decoder.decode();
}
