import type { Message } from '../../integrations/services/integration-type.js';
import type { ExecutionRecord } from '../executions/execution-record.js';
import type { WorkflowPorts } from '../ports.js';

type Subject = Pick<ExecutionRecord, 'repository' | 'pull'>;

/** What a run is about, such as ` for acme/shop#12`; empty: nothing. Pure. */
export function subjectOf({ repository, pull }: Subject): string {
  return repository === null ? '' : ` for ${repository.fullName}${pull === null ? '' : `#${pull.number}`}`;
}

/** Where a message about a run goes and leads to: the place of the configuration, and the page of what it is about. */
export function aboutRun(
  { github }: Pick<WorkflowPorts, 'github'>,
  { repository, pull }: Subject,
): Pick<Message, 'to' | 'url' | 'fields'> {
  const url = repository === null ? null : github.repositoryUrl(repository.fullName);
  return { to: null, url: url !== null && pull !== null ? `${url}/pull/${pull.number}` : url, fields: [] };
}
