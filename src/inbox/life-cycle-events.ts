/** Events that change our rows, whatever the triggers want. */
export const lifeCycleEvents: ReadonlySet<string> = new Set([
  'installation.created',
  'installation.deleted',
  'installation.suspend',
  'installation.unsuspend',
  'installation.new_permissions_accepted',
  'installation_repositories.added',
  'installation_repositories.removed',
  'installation_target.renamed',
  'repository.renamed',
  'repository.transferred',
  'repository.privatized',
  'repository.publicized',
  'repository.deleted',
  'repository.edited',
  'pull_request.closed',
  'pull_request.converted_to_draft',
]);
