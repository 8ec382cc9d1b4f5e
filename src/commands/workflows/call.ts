import { askServer } from '../login/ask-server.js';
import { readList } from '../login/read-list.js';
import type { ServerTarget } from '../login/server-target.js';

/** What a verb works with. */
export interface WorkflowsCall {
  target: ServerTarget;
  /** Behind the verb. */
  args: readonly string[];
  options: {
    json: boolean;
    installation?: string | undefined;
    repo?: string | undefined;
    pr?: string | undefined;
    input?: string[] | undefined;
    'dry-run': boolean;
    limit?: string | undefined;
    level?: string | undefined;
  };
}

type Query = Readonly<Record<string, string | undefined>>;

/** One request below /api/v1; with a body by POST. Throws ServerError. */
export async function ask(
  { target }: Pick<WorkflowsCall, 'target'>,
  path: string,
  query: Query = {},
  body?: object,
): Promise<unknown> {
  const { server, token } = target;
  const asked = { token, ...(body !== undefined && { method: 'POST', body }) };
  return (await askServer(server, pathOf(path, query), asked)).body;
}

/** A list to its end. Throws ServerError. */
export function askAll({ target }: Pick<WorkflowsCall, 'target'>, path: string, query: Query = {}): Promise<unknown[]> {
  return readList(target, pathOf(path, { ...query, limit: '100' }));
}

/** A path below /api/v1 with what of a query is given. */
export function pathOf(path: string, query: Query): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return `/api/v1${path}${given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`}`;
}
