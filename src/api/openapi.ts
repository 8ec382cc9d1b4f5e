import { z, type OpenAPIHono } from '@hono/zod-openapi';
import { version } from '../version.js';
import { DOCS_POLICY, docsPage } from './docs-page.js';
import type { ApiEnv } from './door/api-env.js';

const ProblemBody = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string(),
  errors: z.array(z.object({ field: z.string(), detail: z.string() })).optional(),
});

type Document = ReturnType<OpenAPIHono<ApiEnv>['getOpenAPI31Document']>;

/** The OpenAPI 3.1 document, made from the schemas that check the requests; every operation may answer a problem. */
export function openApiDocument(api: Pick<OpenAPIHono<ApiEnv>, 'getOpenAPI31Document'>): Document {
  const document = api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Nectr',
      version,
      description: 'Reviews, findings, memories and the knowledge of your repositories.',
    },
  });
  const components = (document.components ??= {});
  components.securitySchemes = {
    session: { type: 'apiKey', in: 'cookie', name: '__Host-nectr_session' },
    token: { type: 'http', scheme: 'bearer', description: 'A token of POST /tokens' },
  };
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  for (const path of Object.values(document.paths ?? {}))
    for (const operation of Object.values(path as Record<string, unknown>))
      if (typeof operation === 'object' && operation !== null && 'responses' in operation)
        Object.assign(operation.responses as object, { default: { description: 'A problem', content } });
  return document;
}

/** `GET /openapi.json` and `/docs`, for everyone: they tell what there is and nothing that is in it. */
export function documentRoutes(api: OpenAPIHono<ApiEnv>): void {
  let document: Document | null = null;
  api.openAPIRegistry.register('Problem', ProblemBody);
  const made = () => (document ??= openApiDocument(api));
  api.get('/openapi.json', (context) => context.json(made()));
  api.get('/docs', (context) => {
    context.header('Content-Security-Policy', DOCS_POLICY);
    return context.html(docsPage(made()));
  });
}
