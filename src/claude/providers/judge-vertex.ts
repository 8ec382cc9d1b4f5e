import type { ApiWords } from './api-words.js';
import type { VertexProvider } from './provider.js';
import type { Verdict } from './verdict.js';

/**
 * What an error of Vertex means, by its status, and by its words where Google has one status for several things
 * (https://docs.cloud.google.com/vertex-ai/generative-ai/docs/model-reference/api-errors). Null: as of every other
 * provider.
 */
export function judgeVertex({ status, name, text }: ApiWords, provider: VertexProvider): Verdict | null {
  if (status === 429 || name === 'RESOURCE_EXHAUSTED')
    return { limited: 'Google Vertex limits our requests: look at the quota of the project for this model' };
  if (status === 503 || name === 'UNAVAILABLE') return { overloaded: 'Google Vertex is overloaded' };
  if (status === 401)
    return {
      refused: [
        'key',
        'Google does not take these credentials: run `gcloud auth application-default login`, or set GOOGLE_APPLICATION_CREDENTIALS to a file of valid ones',
      ],
    };
  if (status === 403) return { refused: judgeAccess(text, provider) };
  if (status === 404) return { refused: noModel(provider) };
  if (status !== 400) return null;
  if (/polic(?:y|ies)/i.test(text) && /constraint|organi[sz]ation/i.test(text))
    return {
      refused: [
        'permission',
        'a policy of the Google organisation forbids this model: let its administrator allow it (constraints/vertexai.allowedModels)',
      ],
    };
  return /servable|not (?:supported|available) in|location|publisher model/i.test(text)
    ? { refused: noModel(provider) }
    : null;
}

function judgeAccess(text: string, { projectId }: VertexProvider): Extract<Verdict, { refused: unknown }>['refused'] {
  if (/billing/i.test(text)) return ['billing', `the Google project ${projectId} has no billing: enable it`];
  if (/has not been used|is disabled|not enabled/i.test(text))
    return [
      'permission',
      `the Vertex AI API is off in the Google project ${projectId}: run \`gcloud services enable aiplatform.googleapis.com\``,
    ];
  return [
    'permission',
    `these Google credentials may not call Claude in the project ${projectId}: give them the role Vertex AI User (roles/aiplatform.user)`,
  ];
}

function noModel({ projectId, region }: VertexProvider): Extract<Verdict, { refused: unknown }>['refused'] {
  return [
    'model',
    `Vertex offers no such model to the project ${projectId} in ${region}: enable it in Model Garden, or correct ANTHROPIC_MODEL or CLOUD_ML_REGION`,
  ];
}
