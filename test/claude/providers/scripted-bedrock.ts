import type { ScriptedOptions } from '../scripted-anthropic.js';
import { chunkMessage, exceptionMessage } from './event-stream.js';
import { startProviderFront, type ProviderServer, type WireRefusal } from './provider-front.js';
import { signatureOf } from './signature-of.js';

export const AWS = { id: 'AKIACANARY0123456789', secret: 'aws-secret-canary-0123456789/abc', region: 'eu-central-1' };
export const BEARER = 'bedrock-api-key-canary-0123456789';

/** An error as Bedrock's runtime sends it. */
export function awsError(status: number, name: string, message: string): WireRefusal {
  return { status, headers: { 'x-amzn-errortype': `${name}:http://internal.amazon.com/coral/` }, body: { message } };
}

/**
 * `bedrock-runtime` on loopback: `POST /model/<id>/invoke-with-response-stream` with a signature or an API key, the
 * answer in AWS's event stream.
 */
export function startScriptedBedrock(options: ScriptedOptions = {}): Promise<ProviderServer> {
  return startProviderFront(
    {
      accept: (http, body) => {
        const access = whyNoAccess(http, body);
        if (access !== null) return access;
        const [, id] = /^\/model\/([^/]+)\/invoke-with-response-stream$/.exec(http.url ?? '') ?? [];
        if (id === undefined) return awsError(404, 'UnknownOperationException', '');
        const { anthropic_version: version, model, stream } = JSON.parse(body) as Record<string, unknown>;
        if (version === undefined) return awsError(400, 'ValidationException', 'anthropic_version: Field required');
        if (model !== undefined || stream !== undefined)
          return awsError(400, 'ValidationException', 'model: Extra inputs are not permitted');
        const [, profile, name = ''] =
          /^(?:arn:aws:bedrock:.*\/)?(?:(global|eu)\.)?anthropic\.(claude-[\w-]+)$/.exec(decodeURIComponent(id)) ?? [];
        if (name === '') return awsError(400, 'ValidationException', 'The provided model identifier is invalid.');
        if (profile === undefined)
          return awsError(
            400,
            'ValidationException',
            `Invocation of model ID ${id} with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.`,
          );
        return { model: name };
      },
      refusal: (status, message) => {
        if (status === 429)
          return awsError(429, 'ThrottlingException', 'Too many requests, please wait before trying again.');
        if (status === 529)
          return awsError(503, 'ServiceUnavailableException', 'Bedrock is unable to process your request.');
        if (status >= 500)
          return awsError(500, 'InternalServerException', 'The system encountered an unexpected error');
        return awsError(status, 'ValidationException', message);
      },
      contentType: 'application/vnd.amazon.eventstream',
      event: (data) => {
        if (data['type'] === 'ping') return null;
        if (data['type'] === 'error') {
          const { type } = data['error'] as { type: string };
          return exceptionMessage(type === 'overloaded_error' ? 'serviceUnavailableException' : type, 'It broke.');
        }
        const metrics = { 'amazon-bedrock-invocationMetrics': { inputTokenCount: 1, outputTokenCount: 1 } };
        return chunkMessage(data['type'] === 'message_stop' ? { ...data, ...metrics } : data);
      },
    },
    options,
  );
}

function whyNoAccess(http: Parameters<typeof signatureOf>[0], body: string): WireRefusal | null {
  const [, bearer] = /^Bearer (.*)$/.exec(http.headers.authorization ?? '') ?? [];
  if (bearer !== undefined)
    return bearer === BEARER
      ? null
      : {
          status: 403,
          headers: { 'x-amzn-errortype': 'AccessDeniedException' },
          body: { Message: 'Authentication failed: Please make sure your API Key is valid.' },
        };
  const signature = signatureOf(http, body, AWS.secret);
  if (signature === null) return awsError(403, 'MissingAuthenticationTokenException', 'Missing Authentication Token');
  if (signature.id !== AWS.id)
    return awsError(403, 'UnrecognizedClientException', 'The security token included in the request is invalid.');
  if (signature.region !== AWS.region || signature.service !== 'bedrock')
    return awsError(403, 'InvalidSignatureException', 'Credential should be scoped to a valid region. ');
  return signature.isRight
    ? null
    : awsError(403, 'InvalidSignatureException', 'The request signature we calculated does not match.');
}
