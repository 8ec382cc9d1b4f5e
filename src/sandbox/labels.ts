import { GitHubError } from './github-error.js';
import { takeId, type SandboxState } from './state.js';
import type { Issue, Label, Repository } from './types.js';

/** What GitHub gives a label that nobody has chosen a colour for. */
const GREY = 'ededed';
const LONGEST_NAME = 50;

/** The label of this name, whatever its case; created where the repository has none. */
export function labelNamed(state: SandboxState, repository: Repository, name: string): Label {
  return repository.labels.get(name.toLowerCase()) ?? createLabel(state, repository, { name });
}

/** A new label of the repository. */
export function createLabel(
  state: SandboxState,
  repository: Repository,
  { name, color = GREY, description = null }: { name: string; color?: string; description?: string | null },
): Label {
  const label = { id: takeId(state), name, color, description };
  repository.labels.set(name.toLowerCase(), label);
  return label;
}

/**
 * Puts labels on an issue or pull request and returns those that were not there. Throws 422 for a name that can be none:
 * https://github.com/github/docs/issues/32156
 */
export function putLabels(
  state: SandboxState,
  repository: Repository,
  issue: Issue,
  names: readonly string[],
): Label[] {
  const wrong = names.find((name) => name.trim() !== name || name === '' || [...name].length > LONGEST_NAME);
  if (wrong !== undefined)
    throw new GitHubError(422, 'Validation Failed', [
      { value: wrong, resource: 'Label', field: 'name', code: 'invalid' },
    ]);
  const wanted = [...new Set(names.map((name) => labelNamed(state, repository, name)))];
  const added = wanted.filter((label) => !issue.labels.includes(label));
  issue.labels = [...issue.labels, ...added];
  return added;
}
