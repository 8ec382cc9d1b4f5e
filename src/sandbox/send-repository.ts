import { envelope } from './envelope.js';
import type { Sandbox } from './sandbox.js';
import { installationOf } from './state.js';
import type { Repository } from './types.js';

/** Delivers that an owner lets the App see a repository of its installation (`added`), or does not any more. */
export async function sendRepository(
  { state, deliver }: Sandbox,
  action: 'added' | 'removed',
  repository: Repository,
): Promise<void> {
  const { account } = installationOf(state, repository);
  const { repository: rendered, installation, sender } = envelope(state, repository, account.login);
  await deliver('installation_repositories', {
    action,
    installation: { ...installation, account, permissions: {}, events: [] },
    repositories_added: action === 'added' ? [rendered] : [],
    repositories_removed: action === 'removed' ? [rendered] : [],
    sender,
  });
}
