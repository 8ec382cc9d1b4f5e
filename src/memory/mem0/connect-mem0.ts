import { z } from 'zod';
import { askMem0, type Mem0Request } from './ask-mem0.js';
import { mem0Rows, type Mem0Call, type Mem0Dialect } from './mem0-dialect.js';
import { Mem0Error, type Mem0Trouble } from './mem0-error.js';
import type { Mem0Settings, Mem0Times } from './mem0-settings.js';
import { createOpenSourceDialect } from './open-source-dialect.js';

/** Nobody has anything under this name. */
const NOBODY = 'nectr-probe';
const AS_NOBODY = new URLSearchParams({ user_id: NOBODY, top_k: '1' });

/** How each dialect is known: where it is asked, how the key is given, what is answered then, and where it searches. */
const SIGNS = {
  platform: {
    path: '/v1/ping/',
    search: '/v3/memories/search/',
    headers: (apiKey: string) => ({ Authorization: `Token ${apiKey}` }),
    answer: z.object({ status: z.literal('ok') }),
  },
  'open-source': {
    path: `/memories?${AS_NOBODY}`,
    search: '/search',
    headers: (apiKey: string) => ({ 'X-API-Key': apiKey }),
    answer: mem0Rows,
  },
} as const;

type Found = 'ok' | Mem0Trouble;

/**
 * Finds out which dialect a server speaks, and that it wants a key: what answers without one is not used (fault H2).
 * Sends nothing of ours but the key. Throws Mem0Error: 'open' where no key is needed, 'key' where ours is not accepted,
 * 'unknown' where it speaks neither.
 */
export async function connectMem0(settings: Mem0Settings, times: Mem0Times, signal: AbortSignal): Promise<Mem0Dialect> {
  const call = { deadlineMs: times.read, signal };
  const [platform, openSource] = await Promise.all([
    knock(settings, 'platform', null, call),
    knock(settings, 'open-source', null, call),
  ]);
  if (platform === 'ok' || openSource === 'ok') throw new Mem0Error('open');
  const locked = [
    ...(platform === 'key' ? (['platform'] as const) : []),
    ...(openSource === 'key' ? (['open-source'] as const) : []),
  ];
  const answers: Found[] = [platform, openSource];
  for (const name of locked) {
    const answer = await knock(settings, name, settings.apiKey, call);
    answers.push(answer);
    if (answer !== 'ok') continue;
    await refuseOpenSearch(settings, name, call);
    return name === 'platform' ? loadPlatform(settings, times) : createOpenSourceDialect(settings);
  }
  throw new Mem0Error(awayOf(answers) ?? (locked.length > 0 ? 'key' : 'unknown'));
}

/** What a server answers at the door of a dialect, with the key or without. */
async function knock(
  { host }: Mem0Settings,
  name: keyof typeof SIGNS,
  apiKey: string | null,
  call: Mem0Call,
): Promise<Found> {
  const { path, headers, answer } = SIGNS[name];
  return found({ url: `${host}${path}`, method: 'GET', headers: apiKey === null ? {} : headers(apiKey) }, answer, call);
}

/** The door may want a key while what lies behind it does not. */
async function refuseOpenSearch({ host }: Mem0Settings, name: keyof typeof SIGNS, call: Mem0Call): Promise<void> {
  const url = `${host}${SIGNS[name].search}`;
  const body = JSON.stringify({ query: NOBODY, filters: { user_id: NOBODY }, top_k: 1 });
  const headers = { 'content-type': 'application/json' };
  const answered = await found({ url, method: 'POST', headers, body }, mem0Rows, call);
  if (answered === 'ok') throw new Mem0Error('open');
  if (answered !== 'key') throw new Mem0Error(awayOf([answered]) ?? 'unknown');
}

async function found(request: Mem0Request, answer: z.ZodType, call: Mem0Call): Promise<Found> {
  try {
    return answer.safeParse(await askMem0(request, call)).success ? 'ok' : 'strange';
  } catch (error) {
    if (error instanceof Mem0Error) return error.trouble;
    throw error;
  }
}

/** A server that is away at one door is away; one that has neither door is something else. */
function awayOf(answers: readonly Found[]): Mem0Trouble | null {
  const [away] = answers.flatMap((one) => (one === 'away' || one === 'silent' || one === 'limited' ? [one] : []));
  return away ?? null;
}

async function loadPlatform(settings: Mem0Settings, times: Mem0Times): Promise<Mem0Dialect> {
  // Read at the import: without it the account's address is sent to a third party.
  process.env['MEM0_TELEMETRY'] = 'false';
  const { createPlatformDialect } = await import('./platform-dialect.js');
  return createPlatformDialect(settings, times);
}
