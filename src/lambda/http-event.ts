import { z } from 'zod';

const headers = z.record(z.string(), z.string().nullish()).nullish();
const multiValueHeaders = z.record(z.string(), z.array(z.string()).nullish()).nullish();
const body = { body: z.string().nullish(), isBase64Encoded: z.boolean().nullish() };

/** API Gateway with payload format 1.0, and an Application Load Balancer. */
const Version1 = z.object({
  httpMethod: z.string(),
  path: z.string(),
  headers,
  multiValueHeaders,
  ...body,
  requestContext: z.object({ stage: z.string().nullish(), elb: z.unknown().optional() }).nullish(),
});
/** API Gateway with payload format 2.0, and a Function URL. */
const Version2 = z.object({
  version: z.literal('2.0'),
  rawPath: z.string(),
  headers,
  ...body,
  requestContext: z.object({ stage: z.string().nullish(), http: z.object({ method: z.string() }) }),
});
const HttpEvent = z.union([Version2, Version1]);

/** A request as all four kinds of events mean it. */
export interface HttpRequest {
  method: string;
  path: string;
  /** Names in lower case; every value a header was sent with. */
  headers: Record<string, string[]>;
  bytes: Buffer;
  /** The load balancer sent lists of values, and wants such lists back. */
  wantsLists: boolean;
}

/**
 * Reads an event of API Gateway (1.0, 2.0), a Function URL or a load balancer. Null: it is none, such as the ping of
 * something that keeps functions warm. https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html
 */
export function readHttpEvent(event: unknown): HttpRequest | null {
  const parsed = HttpEvent.safeParse(event);
  if (!parsed.success) return null;
  const { data } = parsed;
  const stage = data.requestContext?.stage ?? '';
  const bytes = Buffer.from(data.body ?? '', data.isBase64Encoded === true ? 'base64' : 'utf8');
  if ('rawPath' in data) {
    const { method } = data.requestContext.http;
    return { method, path: withoutStage(data.rawPath, stage), headers: lists(data.headers), bytes, wantsLists: false };
  }
  const many = data.multiValueHeaders ?? null;
  return {
    method: data.httpMethod,
    path: withoutStage(data.path, stage),
    headers: lists(many ?? data.headers),
    bytes,
    wantsLists: many !== null && data.requestContext?.elb !== undefined,
  };
}

/** Some kinds of APIs put the name of their stage before the path. */
function withoutStage(path: string, stage: string): string {
  return stage !== '' && path.startsWith(`/${stage}/`) ? path.slice(stage.length + 1) : path;
}

/** The same header in two spellings is a header that was sent twice. */
function lists(given: z.output<typeof headers> | z.output<typeof multiValueHeaders>): Record<string, string[]> {
  const all = new Map<string, string[]>();
  for (const [name, value] of Object.entries(given ?? {})) {
    const values = Array.isArray(value) ? value : value === null || value === undefined ? [] : [value];
    if (values.length > 0) all.set(name.toLowerCase(), [...(all.get(name.toLowerCase()) ?? []), ...values]);
  }
  return Object.fromEntries(all);
}
