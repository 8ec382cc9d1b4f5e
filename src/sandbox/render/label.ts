import { nodeId, type SandboxState } from '../state.js';
import type { Label, Repository } from '../types.js';
import { repositoryUrl } from './repository.js';

/** A label as issues and pull requests show it. */
export function renderLabel(state: SandboxState, repository: Repository, label: Label): Record<string, unknown> {
  return {
    id: label.id,
    node_id: nodeId('LA', label.id),
    url: `${repositoryUrl(state, repository)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: false,
    description: label.description ?? '',
  };
}
