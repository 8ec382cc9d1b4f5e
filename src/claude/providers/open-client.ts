import Anthropic from '@anthropic-ai/sdk';
import { watchedFetch } from '../watched-fetch.js';
import { addressOf, type AnthropicProvider, type ClaudeProvider } from './provider.js';

/** The part of the SDKs that requests are made with: the same for every provider. */
export interface ClaudeClient {
  messages: Pick<Anthropic.Messages, 'create'>;
}

/** What all of them are told: our own tries, time limits and log. */
export interface CommonOptions {
  baseURL: string;
  maxRetries: 0;
  fetch: typeof globalThis.fetch;
  logLevel: 'off';
  openTelemetry: false;
}

/**
 * The client for a provider; one on which for `idleMs` nothing comes is given up. The SDKs of Amazon and Google are
 * large: they are loaded by whom they are configured for.
 */
export async function openClient(provider: ClaudeProvider, idleMs: number): Promise<ClaudeClient> {
  switch (provider.kind) {
    case 'anthropic':
      return anthropicClient(provider, idleMs);
    case 'bedrock':
      return (await import('./bedrock-client.js')).bedrockClient(provider, commonOptions(provider, idleMs));
    case 'vertex':
      return (await import('./vertex-client.js')).vertexClient(provider, commonOptions(provider, idleMs));
  }
}

/** The SDK as this project uses it: it reads nothing from the environment but its custom headers, and logs nothing. */
export function anthropicClient(provider: AnthropicProvider, idleMs: number): Anthropic {
  return new Anthropic({ apiKey: provider.apiKey, ...commonOptions(provider, idleMs) });
}

function commonOptions(provider: ClaudeProvider, idleMs: number): CommonOptions {
  return {
    baseURL: addressOf(provider),
    maxRetries: 0,
    fetch: watchedFetch(idleMs),
    logLevel: 'off',
    openTelemetry: false,
  };
}
