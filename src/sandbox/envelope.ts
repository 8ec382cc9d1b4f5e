import { renderRepository } from './render/render-repository.js';
import { renderUser } from './render/render-user.js';
import { installationOf, userNamed, type SandboxState } from './state.js';
import type { Issue, Pull, Repository } from './types.js';

export function envelope(state: SandboxState, repository: Repository, sender: string) {
  return {
    repository: renderRepository(state, repository),
    installation: { id: installationOf(state, repository).id, node_id: 'x' },
    sender: renderUser(state, userNamed(state, sender)),
  };
}

export function pullNamed(repository: Repository, number: number): { issue: Issue; pull: Pull } {
  const issue = repository.issues.get(number);
  if (!issue?.pull) throw new Error(`the sandbox has no pull request #${number}`);
  return { issue, pull: issue.pull };
}
