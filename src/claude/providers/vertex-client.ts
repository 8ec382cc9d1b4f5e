import { AnthropicVertex } from '@anthropic-ai/vertex-sdk';
import type { ClaudeClient, CommonOptions } from './open-client.js';
import type { VertexProvider } from './provider.js';

/** Claude on Google Vertex (`streamRawPredict`), with the application default credentials. */
export function vertexClient(
  { region, projectId, credentialsFile }: VertexProvider,
  common: CommonOptions,
): ClaudeClient {
  // Google's library takes the file from the environment alone, and ours may come from an env file.
  if (credentialsFile !== null) process.env['GOOGLE_APPLICATION_CREDENTIALS'] ??= credentialsFile;
  const client = new AnthropicVertex({ ...common, region, projectId });
  // It looks for credentials at once: a failure that comes before a request waits for it must not end the process.
  (Reflect.get(client, '_authClientPromise') as Promise<unknown> | undefined)?.catch(() => undefined);
  return client;
}
