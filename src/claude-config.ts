import type { z } from 'zod';
import type { BudgetLimits } from './claude/model-budget.js';
import { DEFAULT_MODELS, type ClaudeProvider } from './claude/providers/provider.js';
import { environmentSchema } from './environment-schema.js';

/** Claude as it is configured. Budgets are in tokens and US dollars; the daily ones are for each installation. */
export interface ClaudeConfig {
  provider: ClaudeProvider;
  model: string;
  /** A cheap one, which reads what people wrote and what a repository says of itself. */
  smallModel: string;
  /** Overrules the repository's setting. */
  parallel: boolean;
  budgets: BudgetLimits;
}

/** The part of the environment that is about Claude. */
export const claudeVariables = environmentSchema.pick({
  ANTHROPIC_API_KEY: true,
  ANTHROPIC_BASE_URL: true,
  ANTHROPIC_MODEL: true,
  ANTHROPIC_SMALL_MODEL: true,
  CLAUDE_PROVIDER: true,
  AWS_REGION: true,
  AWS_DEFAULT_REGION: true,
  AWS_BEARER_TOKEN_BEDROCK: true,
  AWS_ACCESS_KEY_ID: true,
  AWS_SECRET_ACCESS_KEY: true,
  AWS_SESSION_TOKEN: true,
  AWS_PROFILE: true,
  ANTHROPIC_BEDROCK_BASE_URL: true,
  CLOUD_ML_REGION: true,
  ANTHROPIC_VERTEX_PROJECT_ID: true,
  GOOGLE_APPLICATION_CREDENTIALS: true,
  ANTHROPIC_VERTEX_BASE_URL: true,
  PARALLEL_REVIEW_AGENTS: true,
  REVIEW_TOKEN_BUDGET: true,
  REVIEW_DOLLAR_BUDGET: true,
  DAILY_TOKEN_BUDGET: true,
  DAILY_DOLLAR_BUDGET: true,
});

/** The variables about Claude, for what starts a process of its own. */
export const claudeVariableNames: readonly string[] = Object.keys(claudeVariables.shape);

type ClaudeValues = z.output<typeof claudeVariables>;

/** What serves other programs on a machine as well: it counts where its provider is chosen. */
const SHARED = {
  bedrock: [
    'AWS_REGION',
    'AWS_DEFAULT_REGION',
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'AWS_PROFILE',
  ],
  vertex: ['CLOUD_ML_REGION', 'GOOGLE_APPLICATION_CREDENTIALS'],
} as const;

/** The environment without what other programs are told about a provider that is not ours. */
export function withoutOtherProviders(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const others = Object.entries(SHARED).flatMap(([kind, names]) =>
    env['CLAUDE_PROVIDER']?.trim() === kind ? [] : (names as readonly string[]),
  );
  return Object.fromEntries(Object.entries(env).filter(([name]) => !others.includes(name)));
}

/** Null: neither a key nor a provider is set, and there is none `otherwise`. Pure; of values without problems. */
export function readClaude(values: ClaudeValues, otherwise: ClaudeProvider | null = null): ClaudeConfig | null {
  const provider = readProvider(values) ?? otherwise;
  if (provider === null) return null;
  const { model, smallModel } = DEFAULT_MODELS[provider.kind];
  return {
    provider,
    model: values.ANTHROPIC_MODEL ?? model,
    smallModel: values.ANTHROPIC_SMALL_MODEL ?? smallModel,
    parallel: values.PARALLEL_REVIEW_AGENTS === 'true',
    budgets: {
      reviewTokens: values.REVIEW_TOKEN_BUDGET,
      reviewDollars: values.REVIEW_DOLLAR_BUDGET,
      dailyTokens: values.DAILY_TOKEN_BUDGET,
      dailyDollars: values.DAILY_DOLLAR_BUDGET,
    },
  };
}

function readProvider(values: ClaudeValues): ClaudeProvider | null {
  if (values.CLAUDE_PROVIDER === 'bedrock') {
    const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = values;
    return {
      kind: 'bedrock',
      region: values.AWS_REGION ?? values.AWS_DEFAULT_REGION ?? '',
      baseUrl: values.ANTHROPIC_BEDROCK_BASE_URL ?? null,
      bearerToken: values.AWS_BEARER_TOKEN_BEDROCK ?? null,
      accessKey:
        id === undefined || secret === undefined ? null : { id, secret, session: values.AWS_SESSION_TOKEN ?? null },
      profile: values.AWS_PROFILE ?? null,
    };
  }
  if (values.CLAUDE_PROVIDER === 'vertex')
    return {
      kind: 'vertex',
      region: values.CLOUD_ML_REGION ?? 'global',
      projectId: values.ANTHROPIC_VERTEX_PROJECT_ID ?? '',
      baseUrl: values.ANTHROPIC_VERTEX_BASE_URL ?? null,
      credentialsFile: values.GOOGLE_APPLICATION_CREDENTIALS ?? null,
    };
  const { ANTHROPIC_API_KEY: apiKey, ANTHROPIC_BASE_URL: baseUrl = null } = values;
  return apiKey === undefined ? null : { kind: 'anthropic', apiKey, baseUrl };
}

/** Variables that mean one provider alone; the keys and regions of AWS and Google serve other programs too. */
const OF_PROVIDER = {
  anthropic: ['ANTHROPIC_API_KEY', 'ANTHROPIC_BASE_URL'],
  bedrock: ['AWS_BEARER_TOKEN_BEDROCK', 'ANTHROPIC_BEDROCK_BASE_URL'],
  vertex: ['ANTHROPIC_VERTEX_PROJECT_ID', 'ANTHROPIC_VERTEX_BASE_URL'],
} as const;

/** Two providers at once, and what the chosen one lacks; one line each. */
export function claudeProblems(values: ClaudeValues): string[] {
  const set = Object.entries(OF_PROVIDER).flatMap(([kind, names]) =>
    names.filter((name) => values[name] !== undefined).map((name) => ({ kind, name })),
  );
  const provider = values.CLAUDE_PROVIDER;
  if (provider === undefined) {
    const other = set.find(({ kind }) => kind !== 'anthropic');
    return values.ANTHROPIC_API_KEY !== undefined && other
      ? [`${other.name} is of ${other.kind}, but ANTHROPIC_API_KEY is set, too: remove one of them`]
      : [];
  }
  const others = set.filter(({ kind }) => kind !== provider);
  return [
    ...others.map(({ kind, name }) => `${name} is of ${kind}, but CLAUDE_PROVIDER=${provider}: remove one of them`),
    ...(provider === 'bedrock' ? bedrockProblems(values) : []),
    ...(provider === 'vertex' ? vertexProblems(values) : []),
  ];
}

function bedrockProblems(values: ClaudeValues): string[] {
  const { AWS_REGION, AWS_DEFAULT_REGION, AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = values;
  return [
    ...(AWS_REGION || AWS_DEFAULT_REGION
      ? []
      : ['AWS_REGION is missing: CLAUDE_PROVIDER=bedrock needs one, such as us-east-1']),
    ...(id && !secret ? ['AWS_SECRET_ACCESS_KEY is missing: AWS_ACCESS_KEY_ID needs one; set both or neither'] : []),
    ...(secret && !id ? ['AWS_ACCESS_KEY_ID is missing: AWS_SECRET_ACCESS_KEY needs one; set both or neither'] : []),
    ...MODEL_VARIABLES.filter((name) => values[name]?.startsWith('claude-')).map(
      (name) => `${name} is a name of the Anthropic API: on Bedrock it is such as ${DEFAULT_MODELS.bedrock.model}`,
    ),
  ];
}

function vertexProblems(values: ClaudeValues): string[] {
  return [
    ...(values.ANTHROPIC_VERTEX_PROJECT_ID
      ? []
      : ['ANTHROPIC_VERTEX_PROJECT_ID is missing: CLAUDE_PROVIDER=vertex needs one; set the id of a Google project']),
    ...MODEL_VARIABLES.filter((name) => values[name]?.includes('anthropic.')).map(
      (name) => `${name} is a name of Bedrock: on Vertex it is such as ${DEFAULT_MODELS.vertex.model}`,
    ),
  ];
}

const MODEL_VARIABLES = ['ANTHROPIC_MODEL', 'ANTHROPIC_SMALL_MODEL'] as const;
