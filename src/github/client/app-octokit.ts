import { Octokit } from '@octokit/core';
import { appJwt } from './app-jwt.js';
import type { CallPace } from './call-pace.js';
import { classifyError } from './classify-error.js';
import { countCalls, type CallObserver } from './count-calls.js';
import { guardedRequest } from './guarded-request.js';
import type { AppCredentials } from './installation-token.js';
import { tellLimit } from './tell-limit.js';

const DEADLINE_MS = 15_000;

export interface AppOctokitOptions extends AppCredentials {
  /** Such as `https://api.github.com`. */
  baseUrl: string;
  /** Null: nobody counts, for what calls GitHub a few times and ends. */
  pace: CallPace | null;
  /** First pause before a read is tried again; 1 s unless told. */
  retryDelayMs?: number;
  fetch?: typeof globalThis.fetch;
  observe?: CallObserver | undefined;
}

/**
 * An Octokit that speaks as the App itself, for what belongs to no installation: who we are, where we are installed,
 * what was delivered. Each call throws as those of `installationOctokit` do.
 */
export function appOctokit({
  appId,
  privateKey,
  baseUrl,
  pace,
  retryDelayMs = 1000,
  fetch = globalThis.fetch,
  observe,
}: AppOctokitOptions): Octokit {
  const quiet = () => undefined;
  const octokit = new Octokit({
    baseUrl: baseUrl.replace(/\/+$/, ''),
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    request: guardedRequest({
      fetch: countCalls(fetch, observe),
      pace,
      deadlineMs: DEADLINE_MS,
      blobDeadlineMs: DEADLINE_MS,
      retryDelayMs,
    }),
  });
  octokit.hook.wrap('request', async (request, parameters) => {
    parameters.headers = {
      ...parameters.headers,
      authorization: `Bearer ${appJwt({ appId, privateKey }, new Date())}`,
    };
    try {
      return await request(parameters);
    } catch (error) {
      const classified = classifyError(error, new Date());
      await tellLimit(classified, error, { pace, observe, url: parameters.url });
      throw classified;
    }
  });
  return octokit;
}
