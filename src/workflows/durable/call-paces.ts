import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { CallPace, PacedRequest } from '../../github/client/call-pace.js';
import { GitHubLimitedError, WritesQueuedError } from '../../github/client/github-error.js';
import { endWrite, keepWriting, limitInstallation, readLimit, takeCall } from '../../ledger/github-pace.js';

/** The App itself, among the ids of installations. */
const APP = 0;

export interface PaceSettings {
  source: DataSource;
  /** Least time between two writes that notify; 60 of them are the minute of GitHub's limits. */
  intervalMs: number;
  /** A write that is not answered and whose process says nothing for so long counts as lost. */
  writerSilenceMs: number;
  /** A write whose turn is further away comes again later: a durable run waits between its steps. */
  longestWaitMs: number;
  /** Runs what waits for the outside without holding a place that others could work in. */
  aside<T>(work: () => Promise<T>): Promise<T>;
}

export interface CallPaces {
  /** By GitHub's id of the installation. */
  of(githubInstallationId: number): CallPace;
  /** For what is asked as the App itself only. */
  asApp: CallPace;
}

/**
 * The paces of all installations, kept in PostgreSQL: each call asks there before it goes out. What this process knows
 * of a limit it does not ask again. Writes of one process wait in their order, so that one of them asks at a time.
 */
export function createCallPaces(settings: PaceSettings): CallPaces {
  const limits = new Map<number, number>();
  const lines = new Map<number, Promise<unknown>>();
  const state = { settings, limits, lines };
  const paceOf = (id: number): CallPace => ({
    inTurn: async (request, send) => {
      if (!request.asApp) return inTurn(state, id, request, send);
      // Also what is asked as the App for an installation leaves that one in peace.
      if (id !== APP) await askLimit(state, id);
      return inTurn(state, APP, request, send);
    },
    limited: async ({ asApp }, until) => {
      const key = asApp ? APP : id;
      const ms = until.getTime() - Date.now();
      // First of all here: no call of this process gets out while the others are told.
      noteLimit(state, key, ms);
      noteLimit(state, key, await limitInstallation(settings.source, key, ms));
    },
  });
  return { of: paceOf, asApp: paceOf(APP) };
}

interface State {
  settings: PaceSettings;
  /** Until when, by the clock of this process. */
  limits: Map<number, number>;
  /** The last write of each installation that waits or is under way in this process. */
  lines: Map<number, Promise<unknown>>;
}

function inTurn<T>(state: State, id: number, request: PacedRequest, send: () => Promise<T>): Promise<T> {
  if (request.kind === 'read') return read(state, id, request, send);
  const until = Date.now() + state.settings.longestWaitMs;
  return state.settings.aside(() => inLine(state.lines, id, () => write(state, id, request, { until, send })));
}

async function read<T>(state: State, id: number, request: PacedRequest, send: () => Promise<T>): Promise<T> {
  // Reads wait for points alone: a minute at the most, and a step that began again would spend them anew.
  await take(state, id, request, { writer: '', until: Date.now() + 2 * 60 * state.settings.intervalMs });
  return send();
}

async function write<T>(
  state: State,
  id: number,
  request: PacedRequest,
  { until, send }: { until: number; send: () => Promise<T> },
): Promise<T> {
  const { source, writerSilenceMs: silenceMs } = state.settings;
  const writer = randomUUID();
  await take(state, id, request, { writer, until });
  const mine = { githubInstallationId: id, writer };
  const timer = setInterval(
    () => void keepWriting(source, { ...mine, silenceMs }).catch(() => undefined),
    silenceMs / 3,
  );
  try {
    return await send();
  } finally {
    clearInterval(timer);
    // It ends by itself too, a little later.
    await endWrite(source, { ...mine, kind: request.kind }).catch(() => undefined);
  }
}

/** Waits until the call may go out, but not for longer than `until`. */
async function take(
  state: State,
  id: number,
  { kind, points, signal }: PacedRequest,
  { writer, until }: { writer: string; until: number },
): Promise<void> {
  const { source, intervalMs, writerSilenceMs: silenceMs } = state.settings;
  for (;;) {
    assertOpen(state, id);
    const answer = await takeCall(source, { githubInstallationId: id, kind, points, writer, intervalMs, silenceMs });
    if (answer.kind === 'go') return;
    if (answer.kind === 'limited') {
      noteLimit(state, id, answer.limitedMs);
      continue;
    }
    const at = Date.now() + answer.waitMs;
    if (at > until) throw new WritesQueuedError(new Date(at));
    await sleep(answer.waitMs, undefined, signal === null ? {} : { signal });
  }
}

function noteLimit({ limits }: State, id: number, ms: number): void {
  limits.set(id, Math.max(limits.get(id) ?? 0, Date.now() + ms));
}

/** Throws GitHubLimitedError while an installation is limited, whichever process was told. */
async function askLimit(state: State, id: number): Promise<void> {
  assertOpen(state, id);
  const limitedMs = await readLimit(state.settings.source, id);
  if (limitedMs > 0) noteLimit(state, id, limitedMs);
  assertOpen(state, id);
}

/** Throws GitHubLimitedError while this process knows that GitHub limits the installation. */
function assertOpen({ limits }: State, id: number): void {
  const until = limits.get(id);
  if (until === undefined) return;
  if (until > Date.now()) throw new GitHubLimitedError(new Date(until));
  limits.delete(id);
}

/** One after the other, by installation; a work that failed holds up nobody. */
function inLine<T>(lines: State['lines'], id: number, work: () => Promise<T>): Promise<T> {
  const mine = (lines.get(id) ?? Promise.resolve()).then(work);
  const settled = mine.then(nothing, nothing);
  lines.set(id, settled);
  void settled.then(() => {
    if (lines.get(id) === settled) lines.delete(id);
  });
  return mine;
}

function nothing(): void {}
