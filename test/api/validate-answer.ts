import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { openApiDocument } from '../../src/api/openapi.js';

type Schema = Record<string, unknown>;
type Answers = Record<string, { content?: Record<string, { schema: Schema }> }>;

const FORMATS: Record<string, RegExp> = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  date: /^\d{4}-\d\d-\d\d$/,
  uuid: /^[\da-f]{8}-([\da-f]{4}-){3}[\da-f]{12}$/,
  uri: /^[a-z][a-z\d+.-]*:\S+$/i,
  email: /^[^@\s]+@[^@\s]+$/,
  ipv4: /^[\d.]+$/,
  ipv6: /^[\da-f:.]+$/i,
};
const PROBLEM = { $ref: '#/components/schemas/Problem' };

/**
 * Holds every answer against the API's own OpenAPI document: its status and content type are announced, nothing that is
 * announced is missing, nothing is in it that is not. Throws with the place in the answer. A stream is not read.
 */
export function answerValidator(api: Parameters<typeof openApiDocument>[0]) {
  const document = closed(openApiDocument(api)) as unknown as {
    paths: Record<string, Record<string, { responses: Answers }>>;
    components: Schema;
  };
  const ajv = new Ajv2020({ strict: false, allErrors: true, formats: FORMATS });
  ajv.addSchema({ $id: 'api', components: document.components });
  const compiled = new Map<string, ValidateFunction>();
  const templates = Object.keys(document.paths)
    .map((template) => ({ template, pattern: new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`) }))
    .toSorted((a, b) => places(a.template) - places(b.template));

  const announced = (method: string, path: string): { name: string; answers: Answers } => {
    for (const { template, pattern } of templates) {
      const operation = document.paths[template]?.[method.toLowerCase()];
      if (pattern.test(path) && operation !== undefined)
        return { name: `${method} ${template}`, answers: operation.responses };
    }
    return {
      name: `${method} ${path}`,
      answers: { default: { content: { 'application/problem+json': { schema: PROBLEM } } } },
    };
  };

  return async (method: string, path: string, response: Response): Promise<void> => {
    const [pathname = path] = path.split('?');
    if (/\/api\/v1\/(openapi\.json|docs)$/.test(pathname) || response.status === 304) return;
    const { name, answers } = announced(method, pathname);
    const what = `${name} → ${response.status}`;
    const answer = answers[String(response.status)] ?? (response.status >= 400 ? answers.default : undefined);
    if (answer === undefined) throw new Error(`${what} is not announced.`);
    const type = response.headers.get('content-type')?.split(';')[0] ?? null;
    const { content = {} } = answer;
    if (type === null && Object.keys(content).length === 0) return;
    const schema = content[type ?? '']?.schema;
    if (schema === undefined) throw new Error(`${what} announces ${Object.keys(content).join(', ')} and is ${type}.`);
    if (!type!.endsWith('json')) return;
    const key = `${name} ${response.status} ${type}`;
    const validate = compiled.get(key) ?? ajv.compile(referring(schema));
    compiled.set(key, validate);
    if (validate(await response.clone().json())) return;
    const errors = (validate.errors ?? []).map(
      (error) => `${error.instancePath || '/'} ${error.message} ${JSON.stringify(error.params)}`,
    );
    throw new Error(`${what} is not as announced:\n${errors.join('\n')}`);
  };
}

/** The document with every object that says nothing of further members closed; a problem may carry members of its own. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (typeof node !== 'object' || node === null) return node;
  const copy: Schema = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, key === 'Problem' || key === 'allOf' ? value : closed(value)]),
  );
  const isObject = copy.type === 'object' || (Array.isArray(copy.type) && copy.type.includes('object'));
  if (isObject && typeof copy.properties === 'object') copy.additionalProperties ??= false;
  return copy;
}

/** The schema with its references led to the document. */
function referring(schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"api#/components/')) as Schema;
}

function places(template: string): number {
  return template.split('{').length;
}
