import { redact, redactStart } from '../../access/redact.js';
import { createServiceBreaker, type ClosedDoor } from '../../turns/service-breaker.js';
import { connectMem0 } from './connect-mem0.js';
import type { Mem0Call, Mem0Dialect, Mem0Row } from './mem0-dialect.js';
import { isOfOne, Mem0Error, type Mem0Trouble } from './mem0-error.js';
import type { Mem0Settings, Mem0Times } from './mem0-settings.js';
import type { IndexEntry, KeptIndex } from './memory-index.js';

/** Characters of what is searched for. */
const LONGEST_QUERY = 2000;
/** Pages of 200 that are read of an installation, which keeps 2,000 memories. */
const MOST_PAGES = 20;
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Somebody has to mend it first. */
const REFUSALS: ReadonlySet<Mem0Trouble> = new Set(['key', 'open', 'unknown']);

/** A KeptIndex that finds out at its first use what it speaks with; `connect` does it before. */
export type Mem0Index = KeptIndex & { connect(signal: AbortSignal): Promise<Mem0Dialect['name']> };

/**
 * Mem0 as recall index. Everything of an installation lies under one entity, the tenant key, in which the App stands:
 * two servers with one account do not meet. A row whose entity or metadata name another tenant is dropped, whatever the
 * server says. After a failure nobody asks for a while.
 */
export function createMem0Index(
  settings: Mem0Settings,
  { appId, times, now = Date.now }: { appId: number; times: Mem0Times; now?: () => number },
): Mem0Index {
  const breaker = createServiceBreaker((error) => closedDoor(error, times), now);
  let known: Mem0Dialect | null = null;
  const tenantOf = (installationId: number) => `nectr-${appId}-${installationId}`;

  const speak = async (signal: AbortSignal): Promise<Mem0Dialect> =>
    (known ??= await connectMem0(settings, times, signal));
  const writing = <T>(signal: AbortSignal, work: (dialect: Mem0Dialect, call: Mem0Call) => Promise<T>): Promise<T> =>
    breaker.run(async () => work(await speak(signal), { deadlineMs: times.write, signal }));

  return {
    connect: (signal) => breaker.run(async () => (await speak(signal)).name),
    add: ({ id, text, installationId, repositoryId, type }, signal) =>
      writing(signal, (dialect, call) => {
        const tenant = tenantOf(installationId);
        const metadata = { tenant, memory_id: id, repository_id: repositoryId, type };
        return dialect.add({ text: redact(text), userId: tenant, metadata }, call);
      }),
    remove: (indexId, signal) => writing(signal, (dialect, call) => dialect.remove(indexId, call).catch(unlessGone)),
    search: ({ installationId, text, limit }, signal) =>
      breaker.run(() =>
        within(times.read, signal, async (both) => {
          const tenant = tenantOf(installationId);
          const asked = { userId: tenant, text: redactStart(text, LONGEST_QUERY), limit };
          const rows = await (await speak(both)).search(asked, { deadlineMs: times.read, signal: both });
          const ids = rows.flatMap((row) => memoryIdOf(row, tenant) ?? []);
          return [...new Set(ids)].slice(0, limit).map((id) => ({ id }));
        }),
      ),
    list: (installationId, signal) =>
      writing(signal, async (dialect, call) => listAll(dialect, tenantOf(installationId), call)),
    purge: (installationId, signal) =>
      writing(signal, async (dialect, call) => {
        const tenant = tenantOf(installationId);
        await dialect.removeAll(tenant, call).catch(async (error: unknown) => {
          // The open-source server lets administrators do that only.
          if (!(error instanceof Mem0Error) || error.trouble !== 'key') throw error;
          const { entries } = await listAll(dialect, tenant, call);
          for (const { indexId } of entries) await dialect.remove(indexId, call).catch(unlessGone);
        });
      }),
  };
}

function closedDoor(error: unknown, { away, refused }: Mem0Times): ClosedDoor | null {
  if (!(error instanceof Mem0Error) || isOfOne(error.trouble)) return null;
  const { trouble, status = null, retryMs, cause } = error;
  const again = () => new Mem0Error(trouble, { status, retryMs, cause });
  if (trouble === 'limited') return { forMs: retryMs ?? away, again };
  return { forMs: REFUSALS.has(trouble) ? refused : away, again };
}

function unlessGone(error: unknown): void {
  if (!(error instanceof Mem0Error) || error.trouble !== 'gone') throw error;
}

/** The deadline of the whole, however many requests it takes. */
async function within<T>(ms: number, signal: AbortSignal, work: (both: AbortSignal) => Promise<T>): Promise<T> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new Mem0Error('silent')), ms);
  try {
    return await work(AbortSignal.any([signal, late.signal]));
  } finally {
    clearTimeout(timer);
  }
}

async function listAll(
  dialect: Mem0Dialect,
  tenant: string,
  call: Mem0Call,
): Promise<{ entries: IndexEntry[]; whole: boolean }> {
  const entries: IndexEntry[] = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    const { rows, after } = await dialect.list(tenant, page, call);
    const own = rows.filter((row) => isOf(row, tenant));
    entries.push(...own.map((row) => ({ indexId: row.id, memoryId: memoryIdOf(row, tenant) })));
    if (after !== 'page') return { entries, whole: after === 'nothing' };
  }
  return { entries, whole: false };
}

function isOf({ userId, metadata }: Mem0Row, tenant: string): boolean {
  return metadata['tenant'] === tenant && (userId === null || userId === tenant);
}

function memoryIdOf(row: Mem0Row, tenant: string): string | null {
  const id = row.metadata['memory_id'];
  return isOf(row, tenant) && typeof id === 'string' && UUID.test(id) ? id : null;
}
