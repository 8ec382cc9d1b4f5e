import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { SetupProgress } from '../../../setup/read-progress.js';
import { fetchJson } from '../../api/client.js';
import { STEPS, type Step } from './search.js';

export type { SetupProgress };

/** How often it is looked while something is waited for. */
const LIVE_MS = 1500;

const KEY = ['setup'];

/** How far set-up has come; `live`: something is waited for. */
export const progressQuery = (live: boolean) =>
  queryOptions({
    queryKey: KEY,
    queryFn: () => fetchJson<SetupProgress>('/setup/api/progress'),
    staleTime: 0,
    refetchInterval: live ? LIVE_MS : false,
  });

/** Sends something to set-up, such as `PUT /reach`. */
export function ask<T>(method: 'PUT' | 'POST', path: string, body?: object): Promise<T> {
  return fetchJson<T>(`/setup/api${path}`, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
  });
}

/** A step that is sent, and whose answer is the whole progress. */
export function useStep<T extends object>(path: '/reach' | '/github' | '/claude', done: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: T) => ask<SetupProgress>('PUT', path, body),
    onSuccess: (progress) => {
      client.setQueryData(KEY, progress);
      done();
    },
  });
}

/** Whether a step has what it is for. */
export function isDone(step: Step, progress: SetupProgress): boolean {
  if (step === 'reach') return progress.reach !== null;
  if (step === 'app') return progress.app !== null && progress.mode === 'configured';
  if (step === 'claude') return progress.claude !== null;
  if (step === 'install') return progress.installations.length > 0;
  if (step === 'delivery') return progress.deliveries.count > 0;
  return false;
}

/** The first step that is not done. */
export function nextStep(progress: SetupProgress): Step {
  return STEPS.find((step) => !isDone(step, progress)) ?? 'done';
}

/** Whether a step can be opened: what comes after the App needs one. */
export function isOpen(step: Step, progress: SetupProgress): boolean {
  if (step === 'reach') return true;
  return step === 'app' ? isDone('reach', progress) : isDone('app', progress);
}
