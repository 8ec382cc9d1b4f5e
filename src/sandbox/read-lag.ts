import type { SandboxState } from './state.js';
import type { Repository } from './types.js';

/** Keeps the repository as it is before a write, for readers that lag behind. Costs nothing while none do. */
export function rememberRepository(state: SandboxState, repository: Repository): void {
  if (state.readLagMs <= 0) return;
  const now = Date.now();
  const kept = (state.earlier.get(repository.id) ?? []).filter(({ at }) => at > now - state.readLagMs);
  state.earlier.set(repository.id, [...kept, { at: now, repository: structuredClone(repository) }]);
}

/** The repository as a reader sees it: before the first write that is younger than the lag. */
export function earlierRepository(state: SandboxState, repository: Repository): Repository {
  if (state.readLagMs <= 0) return repository;
  const since = Date.now() - state.readLagMs;
  return state.earlier.get(repository.id)?.find(({ at }) => at > since)?.repository ?? repository;
}
