import type { Needs } from '../../src/api/door/needs.js';

export type Schema = Record<string, unknown>;

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  schema: Schema;
}

/** One route of the API, as its own OpenAPI document announces it. */
export interface Operation {
  /** Such as `GET /findings/{id}`. */
  name: string;
  method: string;
  /** Below `/api/v1`. */
  path: string;
  needs: Needs;
  parameters: readonly Parameter[];
  /** Null: none is taken. */
  body: Schema | null;
}

interface Document {
  paths: Record<string, Record<string, Record<string, unknown>>>;
  components?: { schemas?: Record<string, Schema> };
}

/** Routes that ask nobody to sign in, and why; they are tried by themselves. */
const OPEN: Record<string, string> = {
  'POST /api/v1/hooks/{trigger_id}': 'whoever knows the secret of the trigger',
  'POST /api/v1/integrations/{id}/events': 'the service, known by its signature',
};

/** All routes of the document behind the sign-in; throws for one that does not say what it needs. */
export async function readOperations(routes: {
  request(path: string): Response | Promise<Response>;
}): Promise<Operation[]> {
  const document = (await (await routes.request('/api/v1/openapi.json')).json()) as Document;
  const whole = resolve(document, document.components?.schemas ?? {}) as Document;
  return Object.entries(whole.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => !Object.hasOwn(OPEN, `${method.toUpperCase()} ${path}`))
      .map(([method, operation]) => operationOf(path, method.toUpperCase(), operation)),
  );
}

function operationOf(path: string, method: string, operation: Record<string, unknown>): Operation {
  const short = path.replace(/^\/api\/v1/, '');
  const name = `${method} ${short}`;
  const needs = operation['x-needs'];
  if (typeof needs !== 'object' || needs === null)
    throw new Error(`${name} does not say what it needs: use defineRoute`);
  const body = operation['requestBody'] as { content?: Record<string, { schema?: Schema }> } | undefined;
  return {
    name,
    method,
    path: short,
    needs: needs as Needs,
    parameters: (operation['parameters'] ?? []) as Parameter[],
    body: body?.content?.['application/json']?.schema ?? null,
  };
}

/** The document with every reference replaced by what it refers to; what refers to itself is cut off. */
function resolve(node: unknown, schemas: Record<string, Schema>, depth = 0): unknown {
  if (Array.isArray(node)) return node.map((each) => resolve(each, schemas, depth));
  if (typeof node !== 'object' || node === null) return node;
  const reference = (node as Schema)['$ref'];
  if (typeof reference === 'string')
    return depth > 20 ? {} : resolve(schemas[reference.split('/').at(-1) ?? ''] ?? {}, schemas, depth + 1);
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, resolve(value, schemas, depth)]));
}

/** A small value that a schema allows: what must be there, the first of what may be chosen. Pure. */
export function exampleOf(schema: Schema, named: (name: string) => unknown): unknown {
  const given = (key: string) => schema[key] as never;
  if ('const' in schema) return schema['const'];
  if (Array.isArray(schema['enum'])) return (schema['enum'] as unknown[])[0];
  for (const key of ['anyOf', 'oneOf', 'allOf'])
    if (Array.isArray(schema[key])) return exampleOf((schema[key] as Schema[])[0] ?? {}, named);
  const type = Array.isArray(schema['type']) ? (schema['type'] as string[])[0] : schema['type'];
  switch (type) {
    case 'object': {
      const required = (schema['required'] ?? []) as string[];
      const properties = (schema['properties'] ?? {}) as Record<string, Schema>;
      return Object.fromEntries(required.map((key) => [key, named(key) ?? exampleOf(properties[key] ?? {}, named)]));
    }
    case 'array':
      return [exampleOf(given('items') ?? {}, named)];
    case 'integer':
    case 'number':
      return (schema['minimum'] as number | undefined) ?? 1;
    case 'boolean':
      return false;
    case 'null':
      return null;
    default:
      return 'words'.padEnd((schema['minLength'] as number | undefined) ?? 1, 's');
  }
}
