/** Through whom Claude is reached, with what that needs. */
export type ClaudeProvider = AnthropicProvider | BedrockProvider | VertexProvider;

export interface AnthropicProvider {
  kind: 'anthropic';
  apiKey: string;
  /** Null: Anthropic's own. */
  baseUrl: string | null;
}

export interface BedrockProvider {
  kind: 'bedrock';
  region: string;
  /** Null: that of the region. */
  baseUrl: string | null;
  /** An API key of Bedrock, which goes before all other credentials. */
  bearerToken: string | null;
  /** Null, as with `profile`: the usual chain of AWS (files, SSO, the role of the machine). */
  accessKey: { id: string; secret: string; session: string | null } | null;
  profile: string | null;
}

export interface VertexProvider {
  kind: 'vertex';
  /** `global`, `us`, `eu` or a region. */
  region: string;
  projectId: string;
  /** Null: that of the region. */
  baseUrl: string | null;
  /** Null: the application default credentials of the machine. */
  credentialsFile: string | null;
}

/** The models that are asked where none is set: each provider has names of its own. */
export const DEFAULT_MODELS = {
  anthropic: { model: 'claude-sonnet-5-5', smallModel: 'claude-haiku-5-5' },
  // The plain ids can be called through an inference profile only; the global one is offered in every region.
  bedrock: { model: 'global.anthropic.claude-sonnet-5-5', smallModel: 'global.anthropic.claude-haiku-5-5' },
  vertex: { model: 'claude-sonnet-5-5', smallModel: 'claude-haiku-5-5' },
} as const;

/** As its users call it. */
export function providerName({ kind }: Pick<ClaudeProvider, 'kind'>): string {
  return { anthropic: 'the Anthropic API', bedrock: 'Amazon Bedrock', vertex: 'Google Vertex' }[kind];
}

/** What no log may hold. */
export function secretsOfProvider(provider: ClaudeProvider): string[] {
  if (provider.kind === 'anthropic') return [provider.apiKey];
  if (provider.kind === 'vertex') return [];
  const { bearerToken, accessKey } = provider;
  return [bearerToken, accessKey?.secret, accessKey?.session].filter((one) => typeof one === 'string');
}

/**
 * The name by which a model is shown, counted and priced: without the account that an ARN of Bedrock names; on Vertex with
 * the region, which is no part of its id, but of its price.
 */
export function pricedName(provider: ClaudeProvider, model: string): string {
  const isOfRegion = provider.kind === 'vertex' && provider.region !== 'global';
  const name = isOfRegion ? `${provider.region}/${model}` : model;
  return (provider.kind === 'bedrock' ? name.replace(/^arn:.*\//, '') : name).slice(0, LONGEST_NAME);
}

/** As the ledger's columns have room for. */
const LONGEST_NAME = 100;

/** The address that is called. */
export function addressOf(provider: ClaudeProvider): string {
  if (provider.baseUrl !== null) return provider.baseUrl;
  if (provider.kind === 'anthropic') return 'https://api.anthropic.com';
  const { region } = provider;
  if (provider.kind === 'bedrock') return `https://bedrock-runtime.${region}.amazonaws.com`;
  // https://docs.cloud.google.com/vertex-ai/generative-ai/docs/learn/locations
  if (region === 'global') return 'https://aiplatform.googleapis.com/v1';
  return region === 'us' || region === 'eu'
    ? `https://aiplatform.${region}.rep.googleapis.com/v1`
    : `https://${region}-aiplatform.googleapis.com/v1`;
}
