import { readAppManifest } from '../app-manifest.js';
import { deliver } from './deliver.js';
import { renderRepository } from './render/render-repository.js';
import { renderInstallation, renderUser } from './render/render-user.js';
import { organisationNamed, takeId, timestamp, userNamed, type SandboxState } from './state.js';
import type { Installation, Permissions, Repository } from './types.js';

export interface InstallOptions {
  account: string;
  /** Logins of those who own the account, which is an organisation then. */
  owners?: readonly string[];
  permissions?: Permissions;
  deliver?: boolean;
}

/** Somebody installs the App. */
export async function install(
  state: SandboxState,
  {
    account,
    owners = [],
    permissions = state.grants?.permissions ?? readAppManifest().default_permissions,
    deliver: sends = true,
  }: InstallOptions,
): Promise<Installation> {
  const installation: Installation = {
    id: takeId(state),
    account: owners.length > 0 ? organisationNamed(state, account, owners) : userNamed(state, account),
    permissions,
    events: state.grants?.events ?? readAppManifest().default_events,
    suspended: false,
    deleted: false,
    createdAt: timestamp(),
  };
  state.installations.set(installation.id, installation);
  if (sends) await sendInstallation(state, installation, 'created');
  return installation;
}

/** Sends `installation.<action>`. */
export function sendInstallation(state: SandboxState, installation: Installation, action: string) {
  const repositories = [...state.repositories.values()]
    .filter((each) => each.installationId === installation.id)
    .map((each) => renderRepository(state, each));
  return deliver(state, 'installation', {
    action,
    installation: renderInstallation(state, installation),
    repositories,
    sender: renderUser(state, installation.account),
  });
}

/** A repository of an installation, over a git repository on disk. */
export function addRepository(
  state: SandboxState,
  options: { installationId: number; name: string; folder: string; defaultBranch?: string; private?: boolean },
): Repository {
  const installation = state.installations.get(options.installationId);
  if (!installation) throw new Error(`the sandbox has no installation ${options.installationId}`);
  const repository: Repository = {
    id: takeId(state),
    owner: installation.account,
    name: options.name,
    folder: options.folder,
    private: options.private ?? true,
    archived: false,
    hasIssues: true,
    defaultBranch: options.defaultBranch ?? 'main',
    installationId: installation.id,
    createdAt: timestamp(),
    nextNumber: 1,
    issues: new Map(),
    comments: new Map(),
    checkRuns: new Map(),
    codeScanningAlerts: [],
    labels: new Map(),
    collaborators: new Map([[installation.account.login.toLowerCase(), 'admin']]),
    teams: new Map(),
  };
  state.repositories.set(repository.id, repository);
  return repository;
}
