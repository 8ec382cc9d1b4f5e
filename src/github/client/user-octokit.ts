import { Octokit } from '@octokit/core';
import { classifyError } from './classify-error.js';
import { countCalls, type CallObserver } from './count-calls.js';
import { guardedRequest } from './guarded-request.js';
import { refuseLimitedAnswer, tellLimit } from './tell-limit.js';

/** A person waits for it. */
const DEADLINE_MS = 8000;

export interface UserOctokitOptions {
  /** Such as `https://api.github.com` or `https://ghe.example/api/v3`. */
  baseUrl: string;
  /** First pause before a read is tried again; 200 ms unless told. */
  retryDelayMs?: number;
  /** Longest a call may take with its retries; 8 s unless told. */
  deadlineMs?: number;
  fetch?: typeof globalThis.fetch;
  observe?: CallObserver | undefined;
}

/**
 * An Octokit that speaks as the person whose token it has, with that person's own limits, which no pace of ours counts.
 * Each call throws as those of `installationOctokit` do.
 */
export function userOctokit(
  { baseUrl, retryDelayMs = 200, deadlineMs = DEADLINE_MS, fetch = globalThis.fetch, observe }: UserOctokitOptions,
  token: string,
): Octokit {
  const quiet = () => undefined;
  const octokit = new Octokit({
    baseUrl: baseUrl.replace(/\/+$/, ''),
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    request: guardedRequest({
      fetch: countCalls(fetch, observe),
      pace: null,
      deadlineMs,
      blobDeadlineMs: deadlineMs,
      retryDelayMs,
    }),
  });
  octokit.hook.wrap('request', async (request, parameters) => {
    parameters.headers = { ...parameters.headers, authorization: `Bearer ${token}` };
    const listeners = { pace: null, observe, url: parameters.url };
    try {
      const answer = await request(parameters);
      await refuseLimitedAnswer(answer, listeners);
      return answer;
    } catch (error) {
      const classified = classifyError(error, new Date());
      await tellLimit(classified, error, listeners);
      throw classified;
    }
  });
  return octokit;
}
