import { html, raw } from 'hono/html';

/** What is read of the OpenAPI document. */
export interface DocumentedApi {
  info: { title: string; version: string; description?: string };
  paths?: Readonly<Record<string, unknown>>;
  components?: { schemas?: Readonly<Record<string, unknown>> };
}

type Json = Readonly<Record<string, unknown>>;
type Html = ReturnType<typeof html>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
const NEEDS_TEXT: Readonly<Record<string, string>> = {
  repository: 'in the repository',
  installation: 'in the installation',
  object: 'in its repository',
  caller: '',
};

/** Nothing is loaded and nothing runs: styles stand in the page. */
export const DOCS_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The page of all routes, written from the document of the schemas that check them. */
export function docsPage(document: DocumentedApi): Html {
  const groups = groupsOf(document);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${document.info.title} API</title>
        <style>
          ${raw(STYLE)}
        </style>
      </head>
      <body>
        <header>
          <h1>${document.info.title} API <small>${document.info.version}</small></h1>
          <p>${document.info.description ?? ''}</p>
          <p>
            Send a token (<code>Authorization: Bearer nectr_…</code>) or the cookie of
            <a href="/auth/github">signing in</a>. Lists take <code>limit</code> and <code>cursor</code> and answer
            <code>items</code> and <code>next_cursor</code>; errors are <code>application/problem+json</code>. For
            programs: <a href="/api/v1/openapi.json">openapi.json</a>.
          </p>
          <nav>${[...groups.keys()].map((name) => html`<a href="#${name}">${name}</a> `)}</nav>
        </header>
        <main>
          ${[...groups].map(
            ([name, operations]) =>
              html`<section id="${name}">
                <h2>${name}</h2>
                ${operations.map((one) => operationOf(one, document))}
              </section>`,
          )}
        </main>
      </body>
    </html>`;
}

interface Operation {
  method: string;
  path: string;
  told: Json;
}

/** By the first word of the path that is no parameter; what is below a repository by the word after it. */
function groupsOf({ paths = {} }: DocumentedApi): Map<string, Operation[]> {
  const groups = new Map<string, Operation[]>();
  for (const [path, item] of Object.entries(paths)) {
    const words = path.replace(/^\/api\/v1\//, '').split('/');
    const name = words[0] ?? 'other';
    for (const method of METHODS) {
      const told = objectOf(objectOf(item)[method]);
      if (Object.keys(told).length > 0) groups.set(name, [...(groups.get(name) ?? []), { method, path, told }]);
    }
  }
  return new Map([...groups].toSorted(([a], [b]) => a.localeCompare(b)));
}

function operationOf({ method, path, told }: Operation, document: DocumentedApi): Html {
  const parameters = arrayOf(told['parameters']).map(objectOf);
  const body = schemaOf(objectOf(told['requestBody'])['content']);
  const responses = Object.entries(objectOf(told['responses'])).filter(([status]) => status !== 'default');
  return html`<details id="${method}-${path}">
    <summary>
      <b class="${method}">${method.toUpperCase()}</b> <code>${path}</code> <span>${textOf(told['summary'])}</span>
    </summary>
    <p>${textOf(told['description'])}</p>
    <p class="needs">${needsOf(objectOf(told['x-needs']))}</p>
    ${
      parameters.length === 0
        ? ''
        : html`<table>
            <tr>
              <th>parameter</th>
              <th>in</th>
              <th>takes</th>
              <th></th>
            </tr>
            ${parameters.map(
              (one) =>
                html`<tr>
                  <td><code>${textOf(one['name'])}</code>${one['required'] === true ? ' *' : ''}</td>
                  <td>${textOf(one['in'])}</td>
                  <td>${typeOf(objectOf(one['schema']))}</td>
                  <td>${textOf(one['description']) || textOf(objectOf(one['schema'])['description'])}</td>
                </tr>`,
            )}
          </table>`
    }
    ${
      body === null
        ? ''
        : html`<h4>Body</h4>
            <pre>${exampleText(body, document)}</pre>`
    }
    ${responses.map(([status, response]) => {
      const schema = schemaOf(objectOf(response)['content']);
      return html`<h4>${status} ${textOf(objectOf(response)['description'])}</h4>
        ${schema === null ? '' : html`<pre>${exampleText(schema, document)}</pre>`}`;
    })}
  </details>`;
}

/** In words what the route asks of its caller. */
function needsOf({ level, of }: Json): string {
  if (typeof level !== 'string') return 'Needs: no sign-in.';
  const where = NEEDS_TEXT[textOf(of)] ?? '';
  const who = level === 'admin' ? 'an administrator of the installation' : `${level} permission ${where}`.trim();
  const person = of === 'caller' && level === 'read' ? 'somebody who is signed in' : who;
  return `Needs: ${person}; of a token the scope ${level}.`;
}

function schemaOf(content: unknown): Json | null {
  const [first] = Object.values(objectOf(content));
  const schema = objectOf(objectOf(first)['schema']);
  return Object.keys(schema).length === 0 ? null : schema;
}

function typeOf(schema: Json): string {
  const { type, format, minimum, maximum, default: fallback } = schema;
  const values = arrayOf(schema['enum']);
  const what = values.length > 0 ? values.join(' | ') : [type, format].flat().filter(Boolean).join(' ');
  const bounds = minimum === undefined && maximum === undefined ? '' : `, ${minimum ?? ''} to ${maximum ?? ''}`;
  return `${what}${bounds}${fallback === undefined ? '' : `, default ${JSON.stringify(fallback)}`}`;
}

function exampleText(schema: Json, document: DocumentedApi): string {
  return JSON.stringify(exampleOf(schema, document, 0), null, 2);
}

const DEEPEST = 8;

/** A value that the schema takes, as far as it can be told: its own example, or one made of its types. */
function exampleOf(schema: Json, document: DocumentedApi, depth: number): unknown {
  if (depth > DEEPEST) return null;
  const next = (one: unknown) => exampleOf(objectOf(one), document, depth + 1);
  const { $ref: reference, example, const: fixed, default: fallback } = schema;
  if (typeof reference === 'string') return next(document.components?.schemas?.[reference.split('/').at(-1) ?? '']);
  for (const told of [example, arrayOf(schema['examples'])[0], fixed, fallback, arrayOf(schema['enum'])[0]])
    if (told !== undefined) return told;
  const choices = [...arrayOf(schema['anyOf']), ...arrayOf(schema['oneOf'])];
  if (choices.length > 0) return next(choices.find((one) => objectOf(one)['type'] !== 'null') ?? choices[0]);
  const all = arrayOf(schema['allOf']);
  if (all.length > 0) return Object.assign({}, ...all.map(next));
  const type = [schema['type']].flat().find((one) => one !== 'null');
  if (type === 'object' || schema['properties'] !== undefined)
    return Object.fromEntries(Object.entries(objectOf(schema['properties'])).map(([name, one]) => [name, next(one)]));
  if (type === 'array') return schema['items'] === undefined ? [] : [next(schema['items'])];
  if (type === 'integer' || type === 'number') return schema['minimum'] ?? 1;
  if (type === 'boolean') return true;
  if (type === 'string') return SAMPLES[textOf(schema['format'])] ?? 'text';
  return null;
}

const SAMPLES: Readonly<Record<string, string>> = {
  'date-time': '2026-01-31T12:00:00Z',
  date: '2026-01-31',
  uuid: '1f1dbc2e-5b0c-4d5e-8f00-0123456789ab',
  uri: 'https://github.com/acme/shop',
};

function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function arrayOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

const STYLE = `
:root { --ink: #1f2328; --soft: #59636e; --line: #d1d9e0; --box: #f6f8fa; --link: #0550ae; background: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --soft: #9198a1; --line: #3d444d; --box: #151b23; --link: #79b8ff; background: #0d1117; }
}
body { color: var(--ink); font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1.5rem; }
a { color: var(--link); }
nav a { margin-right: .75rem; }
h1 small, .needs, summary span { color: var(--soft); font-weight: normal; }
h2 { border-bottom: 1px solid var(--line); margin-top: 2.5rem; }
h4 { margin: 1rem 0 .25rem; }
details { border: 1px solid var(--line); border-radius: 6px; margin: .5rem 0; padding: .5rem .75rem; }
summary { cursor: pointer; overflow-wrap: anywhere; }
summary b { display: inline-block; min-width: 4rem; }
code, pre { font: 14px/1.45 ui-monospace, monospace; }
pre { background: var(--box); border-radius: 6px; padding: .75rem; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .5rem .3rem 0; text-align: left; vertical-align: top; }
`;
