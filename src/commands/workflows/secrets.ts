import { z } from 'zod';
import { askServer } from '../login/ask-server.js';
import { columns } from '../columns.js';
import { oneOf, UsageError } from '../command-line.js';
import { onOneLine } from '../graph/on-one-line.js';
import { printResult } from '../print-result.js';
import { readSecret } from '../read-secret.js';
import { ask, askAll, pathOf, type WorkflowsCall } from './call.js';

const Secret = z.object({ name: z.string(), updated_by: z.string(), updated_at: z.string() });
const Installation = z.looseObject({ id: z.int(), account_login: z.string() });

/** `nectr workflows secrets list | set <name> | delete <name>`. */
export async function secrets(call: WorkflowsCall): Promise<void> {
  const [given = 'list', name, ...more] = call.args;
  const verb = oneOf('workflows secrets', ['list', 'set', 'delete'], given);
  const extra = verb === 'list' ? name : more[0];
  if (extra !== undefined)
    throw new UsageError(
      verb === 'set'
        ? 'the value is no argument, which everybody on this machine could read: it comes from standard input, or is asked for'
        : `unexpected argument ${JSON.stringify(extra)}`,
    );
  if (verb !== 'list' && name === undefined) throw new UsageError(`${verb} takes the name of a secret`);
  const query = { installation_id: await installationOf(call) };
  if (verb === 'list') return list(call, query);
  const { server, token } = call.target;
  const path = pathOf(`/workflows/secrets/${encodeURIComponent(name ?? '')}`, query);
  if (verb === 'delete') {
    await askServer(server, path, { token, method: 'DELETE' });
    return printResult(call.options.json, { name }, `${name} is gone.\n`);
  }
  const value = await readSecret(`Value of ${name}, which is not shown: `);
  const { status, body } = await askServer(server, path, { token, method: 'PUT', body: { value } });
  printResult(call.options.json, body, status === 201 ? `${name} is set.\n` : `${name} has another value now.\n`);
}

async function list(call: WorkflowsCall, query: { installation_id: string }): Promise<void> {
  const answer = await ask(call, '/workflows/secrets', query);
  const { items } = z.object({ items: z.array(Secret) }).parse(answer);
  const rows = items.map(({ name, updated_by: by, updated_at: at }) => [name, `set by ${onOneLine(by)}`, at]);
  printResult(call.options.json, answer, rows.length === 0 ? 'There are no secrets.\n' : columns(rows));
}

/** The installation that was named, or the only one. Throws UsageError. */
async function installationOf(call: WorkflowsCall): Promise<string> {
  const { installation } = call.options;
  if (installation !== undefined) return installation;
  const seen = z.array(Installation).parse(await askAll(call, '/installations'));
  const [only] = seen;
  if (only !== undefined && seen.length === 1) return String(only.id);
  const listed = seen.map(({ id, account_login: login }) => `  --installation ${id}  ${onOneLine(login)}`);
  throw new UsageError(['say whose secrets with --installation:', ...listed].join('\n'));
}
