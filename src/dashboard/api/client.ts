import { hc } from 'hono/client';
import type { ApiType } from '../../api/create-api.js';
import { words } from '../words/en.js';

/** The REST API below `/api/v1`, typed by the routes themselves. */
export const api = hc<ApiType>(location.origin, { init: { credentials: 'same-origin' } }).api.v1;

/** What the server answered instead of what was asked for (`application/problem+json`). */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  constructor(
    readonly status: number,
    detail: string,
    readonly errors: readonly { field: string; detail: string }[] = [],
    /** Seconds until it may be asked again; null: it was not said. */
    readonly retryAfter: number | null = null,
  ) {
    super(detail);
  }
}

/** No answer came: the server or the network is away. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

interface Answer<T> {
  ok: boolean;
  status: number;
  headers: Headers;
  json(): Promise<T>;
}

type Good<R> = R extends { ok: boolean; json(): Promise<infer T> } ? T : never;

/** The body of an answer of the API. Throws `ApiProblem` for any other than 2xx, `Unreachable` where none came. */
export async function answerOf<R extends Answer<unknown>>(call: Promise<R>): Promise<Good<R>> {
  const answer = await call.catch((error: unknown) => {
    throw new Unreachable(words.errors.unreachable, { cause: error });
  });
  if (!answer.ok) throw await problemOf(answer);
  if (answer.status === 204) return null as Good<R>;
  return (await answer.json()) as Good<R>;
}

/** The same of an address outside of the typed routes, such as `/auth/me`. */
export function fetchJson<T>(path: string, init: RequestInit = {}): Promise<T> {
  return answerOf<Answer<T>>(fetch(path, { credentials: 'same-origin', ...init })) as Promise<T>;
}

async function problemOf(answer: Answer<unknown>): Promise<ApiProblem> {
  const retryAfter = Number(answer.headers.get('Retry-After') ?? Number.NaN);
  const after = Number.isFinite(retryAfter) ? retryAfter : null;
  const body = (await answer.json().catch(() => null)) as {
    detail?: unknown;
    title?: unknown;
    errors?: { field: string; detail: string }[];
  } | null;
  const said = typeof body?.detail === 'string' ? body.detail : typeof body?.title === 'string' ? body.title : null;
  return new ApiProblem(answer.status, said ?? words.errors.status(answer.status), body?.errors ?? [], after);
}
