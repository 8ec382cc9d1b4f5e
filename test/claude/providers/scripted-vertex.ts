import type { ScriptedOptions } from '../scripted-anthropic.js';
import { startProviderFront, type ProviderServer, type WireRefusal } from './provider-front.js';

export const TOKEN = 'ya29.google-token-canary-0123456789';
export const PROJECT = 'acme-reviews';

/** An error as Google sends it where a stream was asked for: in a list. */
export function googleError(code: number, status: string, message: string): WireRefusal {
  return { status: code, body: [{ error: { code, message, status } }] };
}

/**
 * Vertex on loopback: `POST /v1/projects/<p>/locations/<r>/publishers/anthropic/models/<id>:streamRawPredict`, the answer
 * as server-sent events; errors of the model in Anthropic's form, all others in Google's.
 */
export function startScriptedVertex(options: ScriptedOptions = {}): Promise<ProviderServer> {
  return startProviderFront(
    {
      accept: ({ url = '', headers }, body) => {
        if (headers.authorization !== `Bearer ${TOKEN}`)
          return googleError(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.');
        const [, project, region, id = ''] =
          /^\/v1\/projects\/([^/]+)\/locations\/([^/]+)\/publishers\/anthropic\/models\/([^/:]+):streamRawPredict$/.exec(
            url,
          ) ?? [];
        if (project !== PROJECT)
          return googleError(
            403,
            'PERMISSION_DENIED',
            `Permission 'aiplatform.endpoints.predict' denied on resource '//aiplatform.googleapis.com/projects/${project}'`,
          );
        const name = decodeURIComponent(id).replace(/@\d{8}$/, '');
        if (!/^claude-(?:sonnet|haiku|opus)-5-5$/.test(name) || !['global', 'europe-west1'].includes(region ?? ''))
          return googleError(
            404,
            'NOT_FOUND',
            `Publisher Model \`projects/${project}/locations/${region}/publishers/anthropic/models/${name}\` was not found or your project does not have access to it.`,
          );
        const { anthropic_version: version, model } = JSON.parse(body) as Record<string, unknown>;
        if (version === undefined || model !== undefined)
          return refusal(400, 'anthropic_version: Field required', 'invalid_request_error');
        return { model: name };
      },
      refusal: (status, message, type) =>
        status === 429
          ? googleError(429, 'RESOURCE_EXHAUSTED', 'Quota exceeded for aiplatform.googleapis.com/online_prediction')
          : refusal(status, message, type),
      contentType: 'text/event-stream; charset=utf-8',
      event: (data) => Buffer.from(`event: ${String(data['type'])}\ndata: ${JSON.stringify(data)}\n\n`),
    },
    options,
  );
}

function refusal(status: number, message: string, type: string): WireRefusal {
  return { status, body: { type: 'error', error: { type, message }, request_id: 'req_vrtx_011' } };
}
