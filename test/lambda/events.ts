import { createHmac } from 'node:crypto';

/** A request, as a client would send it. */
export interface Sent {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string | Buffer | null;
  base64?: boolean;
}

type Build = (sent: Required<Omit<Sent, 'body'>> & { body: string | null }) => object;

const lists = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));

/** Events as AWS documents them, with what surrounds the fields that matter. */
const builders = {
  'API Gateway 1.0': ({ method, path, headers, body, base64 }) => ({
    resource: '/{proxy+}',
    path,
    httpMethod: method,
    headers,
    multiValueHeaders: lists(headers),
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: { proxy: path.slice(1) },
    stageVariables: null,
    requestContext: {
      accountId: '123456789012',
      apiId: 'a1b2',
      httpMethod: method,
      path: `/prod${path}`,
      stage: 'prod',
      requestId: 'r',
    },
    body,
    isBase64Encoded: base64,
  }),
  'API Gateway 2.0 behind a stage': ({ method, path, headers, body, base64 }) => ({
    version: '2.0',
    routeKey: 'ANY /{proxy+}',
    rawPath: `/prod${path}`,
    rawQueryString: '',
    headers,
    requestContext: {
      accountId: '123456789012',
      apiId: 'a1b2',
      stage: 'prod',
      http: {
        method,
        path: `/prod${path}`,
        protocol: 'HTTP/1.1',
        sourceIp: '192.0.2.1',
        userAgent: 'GitHub-Hookshot/1',
      },
    },
    ...(body === null ? {} : { body }),
    isBase64Encoded: base64,
  }),
  'Function URL': ({ method, path, headers, body, base64 }) => ({
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: '',
    headers,
    requestContext: {
      accountId: 'anonymous',
      domainName: 'x.lambda-url.eu-west-1.on.aws',
      stage: '$default',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'GitHub-Hookshot/1' },
    },
    ...(body === null ? {} : { body }),
    isBase64Encoded: base64,
  }),
  'load balancer': ({ method, path, headers, body, base64 }) => ({
    requestContext: {
      elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/nectr/1' },
    },
    httpMethod: method,
    path,
    queryStringParameters: {},
    headers,
    body: body ?? '',
    isBase64Encoded: base64,
  }),
  'load balancer with lists of headers': ({ method, path, headers, body, base64 }) => ({
    requestContext: {
      elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/nectr/1' },
    },
    httpMethod: method,
    path,
    multiValueQueryStringParameters: {},
    multiValueHeaders: lists(headers),
    body: body ?? '',
    isBase64Encoded: base64,
  }),
} satisfies Record<string, Build>;

export type Kind = keyof typeof builders;
export const kinds = Object.keys(builders) as Kind[];

export function lambdaEvent(kind: Kind, sent: Sent): object {
  const { method = 'POST', path = '/api/github/webhooks', headers = {}, body = null, base64 = false } = sent;
  const text = body === null ? null : Buffer.from(body).toString(base64 ? 'base64' : 'utf8');
  return builders[kind]({ method, path, headers, base64, body: text });
}

/** What GitHub sends along. */
export function deliveryHeaders(
  body: string | Buffer,
  secret: string,
  over: Record<string, string> = {},
): Record<string, string> {
  return {
    'content-type': 'application/json',
    'x-github-event': 'pull_request',
    'x-github-delivery': crypto.randomUUID(),
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    ...over,
  };
}
