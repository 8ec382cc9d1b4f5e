import { AnthropicBedrock } from '@anthropic-ai/bedrock-sdk';
import type { ClaudeClient, CommonOptions } from './open-client.js';
import type { BedrockProvider } from './provider.js';

/**
 * Claude on Amazon Bedrock (`InvokeModelWithResponseStream`). Credentials in the order of AWS: an API key of Bedrock,
 * access keys, then the chain (profile, SSO, web identity, the role of the container or machine).
 */
export function bedrockClient(
  { region, bearerToken, accessKey, profile }: BedrockProvider,
  common: CommonOptions,
): ClaudeClient {
  // The chain takes the profile from the environment alone, and ours may come from an env file.
  if (profile !== null) process.env['AWS_PROFILE'] ??= profile;
  // Null: nothing is looked for in the environment, and requests are signed.
  const options = { ...common, awsRegion: region, apiKey: bearerToken };
  if (accessKey === null) return new AnthropicBedrock(options);
  const { id, secret, session } = accessKey;
  return new AnthropicBedrock({ ...options, awsAccessKey: id, awsSecretKey: secret, awsSessionToken: session });
}
