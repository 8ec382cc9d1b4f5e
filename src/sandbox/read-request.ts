import { z } from 'zod';
import type { SandboxContext } from './environment.js';
import { GitHubError } from './github-error.js';

/** GitHub's cap of what people and Apps write. */
const MAX_BODY = 65_536;

/** The JSON body in the shape of `schema`. Throws 400 for broken JSON and 422 for another shape. */
export async function readRequest<S extends z.ZodType>(c: SandboxContext, schema: S): Promise<z.output<S>> {
  const text = await c.req.text();
  const result = schema.safeParse(text === '' ? {} : parse(text));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new GitHubError(422, `Invalid request.\n\n${issue?.path.join('/') ?? ''}: ${issue?.message ?? 'wrong value'}`);
}

/** Throws 422 for a text that is empty or longer than GitHub takes; `resource` is its name in GitHub's error. */
export function assertBody(body: string, resource: string): void {
  if (body.trim() === '')
    throw new GitHubError(422, 'Validation Failed', [
      { resource, code: 'missing_field', field: 'body', message: "Body can't be blank" },
    ]);
  assertLength(body, resource);
}

/** Throws 422 for a text that is longer than GitHub takes. */
export function assertLength(body: string, resource: string): void {
  if ([...body].length > MAX_BODY)
    throw new GitHubError(422, 'Validation Failed', [
      { resource, code: 'custom', field: 'body', message: `body is too long (maximum is ${MAX_BODY} characters)` },
    ]);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new GitHubError(400, 'Problems parsing JSON');
  }
}
