import { expect, it } from 'vitest';
import {
  GitHubLimitedError,
  GitHubTerminalError,
  GitHubUnavailableError,
} from '../../../src/github/client/github-error.js';
import { UnreadableError } from '../../../src/review/plan/unreadable-error.js';
import { TarballError, TarballTooLargeError } from '../../../src/snapshot/tarball-error.js';
import type { Snapshot } from '../../../src/snapshot/types.js';
import { readSnapshot } from '../../../src/workflows/pulls/read-head.js';
import { RunFencedError } from '../../../src/workflows/runs/run-record.js';

const snapshot = { sha: 'a' } as Snapshot;

function failing(...errors: Error[]) {
  let calls = 0;
  const open = (): Promise<Snapshot> => {
    const error = errors[calls++];
    return error ? Promise.reject(error) : Promise.resolve(snapshot);
  };
  return { open, calls: () => calls };
}

it.each([
  ['D3: a limit', new GitHubLimitedError(new Date())],
  ['C3: another worker has taken the run', new RunFencedError('taken')],
])('%s passes through, so that the run waits or stops, and is not asked twice', async (_, error) => {
  const { open, calls } = failing(error);
  await expect(readSnapshot(open)).rejects.toBe(error);
  expect(calls()).toBe(1);
});

it.each([
  ['D7: a cut connection', new TypeError('terminated')],
  ['D7: an archive cut short', new TarballError('the archive of the repository ends too early')],
  ['D1: no usable answer', new GitHubUnavailableError('deadline passed')],
])('%s is tried again, then named', async (_, error) => {
  expect(await readSnapshot(failing(error).open)).toBe(snapshot);
  const twice = failing(error, error);
  await expect(readSnapshot(twice.open)).rejects.toMatchObject({ name: 'UnreadableError', message: error.message });
  expect(twice.calls()).toBe(2);
});

it.each([
  ['D11: what is blocked', new GitHubTerminalError('blocked', 'Access to the repository is blocked by GitHub')],
  ['S30: what is too large', new TarballTooLargeError('the repository is larger than 4 bytes')],
])('%s is named at once', async (_, error) => {
  const { open, calls } = failing(error);
  await expect(readSnapshot(open)).rejects.toBeInstanceOf(UnreadableError);
  expect(calls()).toBe(1);
});
