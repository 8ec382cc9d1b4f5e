import { envelope } from './envelope.js';
import type { Sandbox } from './sandbox.js';
import { installationOf } from './state.js';
import type { Repository } from './types.js';

/** Delivers that a repository came to its installation, as GitHub does when an owner lets the App see it. */
export async function giveRepository({ state, deliver }: Sandbox, repository: Repository): Promise<void> {
  const { account } = installationOf(state, repository);
  const { repository: added, installation, sender } = envelope(state, repository, account.login);
  await deliver('installation_repositories', {
    action: 'added',
    installation: { ...installation, account, permissions: {}, events: [] },
    repositories_added: [added],
    repositories_removed: [],
    sender,
  });
}
