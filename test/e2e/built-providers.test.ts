import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

const CHUNKS = join(process.cwd(), 'dist/chunks');

/** Of the build, into which the clients of Amazon and Google were taken with what they load when they are asked. */
async function built(name: string): Promise<Record<string, (...args: unknown[]) => Client>> {
  const [file = ''] = readdirSync(CHUNKS).filter((each) => each.startsWith(`${name}-`) && each.endsWith('.js'));
  return import(pathToFileURL(join(CHUNKS, file)).href);
}
interface Client {
  messages: { create(request: unknown): Promise<unknown> };
}
const common = { baseURL: 'http://127.0.0.1:9', maxRetries: 0, logLevel: 'off', openTelemetry: false };
const request = { model: 'm', max_tokens: 1, messages: [{ role: 'user', content: 'x' }] };

beforeEach(() => {
  vi.stubEnv('HOME', '/nonexistent');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('GOOGLE_APPLICATION_CREDENTIALS', '/nonexistent.json');
});
afterEach(() => void vi.unstubAllEnvs());

it.each([
  ['bedrock-client', 'bedrockClient', { region: 'eu-central-1' }, 'CredentialsProviderError'],
  ['vertex-client', 'vertexClient', { region: 'global', projectId: 'project-1' }, '/nonexistent.json'],
])('%s looks for credentials as its libraries do', async (chunk, name, provider, cause) => {
  const client = (await built(chunk))[name]?.(
    { bearerToken: null, accessKey: null, profile: null, ...provider },
    common,
  );
  const error: unknown = await client?.messages.create(request).catch((failed: unknown) => failed);
  const reason = (error as Error).cause as Error;
  expect(`${reason.name}: ${reason.message}`).toContain(cause);
});
