import { splitFullName } from '../../../github/client/split-full-name.js';
import { assertAttempt } from '../../runs/run-record.js';
import type { StepContext } from '../step-action.js';

/** Nothing of ours can be older. */
const BEGINNING = new Date('2024-01-01T00:00:00Z');

/**
 * How a step gets at the issues of a repository: with a token for them alone, and with what is asked and said before a text
 * of ours is posted. `admitted`: waits for the turn of a write. Throws what GitHub throws.
 */
export async function issueAccess(
  { ports, run }: Pick<StepContext, 'ports' | 'run'>,
  { fullName, githubRepoId }: { fullName: string; githubRepoId: number },
  permission: 'read' | 'write',
  admitted: () => Promise<void> = async () => undefined,
) {
  const octokit = await ports.github.octokit({
    installationId: run.githubInstallationId,
    repositoryIds: [githubRepoId],
    permissions: { issues: permission },
  });
  return {
    octokit,
    target: { ...splitFullName(fullName), repositoryId: githubRepoId, installationId: run.githubInstallationId },
    publish: {
      since: BEGINNING,
      self: await ports.github.self(),
      markerKeys: ports.markerKeys,
      repositoryUrl: ports.github.repositoryUrl(fullName),
      refused: (live: readonly string[]) =>
        ports.log.warn({ executionId: run.executionId, live }, 'a text was posted as code: something in it would act'),
      assertLease: async () => {
        await admitted();
        await assertAttempt(ports.source, run);
      },
      lookupDelaysMs: ports.timings.lookups,
    },
  };
}
