import { setNamedCheck, type NamedCheck } from '../../github/publish/set-named-check.js';
import { pullRunOf } from '../executions/execution-record.js';
import { octokitOf, targetOf, withPullLease } from '../pulls/pull-writer.js';
import type { StepContext } from './step-action.js';

/** Shows a check run of a step on the head of the run; a later run of the step changes it. Returns its id. */
export async function showCheck(
  { ports, run, step }: Pick<StepContext, 'ports' | 'run' | 'step'>,
  check: NamedCheck,
): Promise<number> {
  const pullRun = pullRunOf(run);
  const octokit = await octokitOf(ports, pullRun);
  const { headSha } = pullRun;
  const key = `${run.workflowId}:${step.name}`;
  return withPullLease(ports, pullRun, ({ repositoryUrl, refused, assertLease }) =>
    setNamedCheck(
      octokit,
      targetOf(pullRun),
      { headSha, key, detailsUrl: null, repositoryUrl, refused, assertLease },
      check,
    ),
  );
}
