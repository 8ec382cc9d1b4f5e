type Env = Readonly<Record<string, string | undefined>>;

/** Where the chains of AWS and Google look for credentials, beside the files of the home folder. */
const OF_PROVIDER = {
  bedrock:
    /^AWS_(?:REGION|DEFAULT_REGION|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|PROFILE|BEARER_TOKEN_BEDROCK|CONFIG_FILE|SHARED_CREDENTIALS_FILE|SDK_LOAD_CONFIG|ROLE_ARN|ROLE_SESSION_NAME|WEB_IDENTITY_TOKEN_FILE|CONTAINER_\w+|EC2_METADATA_\w+|CA_BUNDLE|ENDPOINT_URL\w*|USE_\w+)$/,
  vertex: /^(?:GOOGLE_\w+|GCLOUD_PROJECT|GCE_METADATA_\w+|METADATA_SERVER_DETECTION|CLOUDSDK_\w+|CLOUD_ML_REGION)$/,
};

/** What a process of its own needs of the environment to have the credentials of Claude's provider, and nobody else. */
export function providerEnvironment(env: Env): Record<string, string | undefined> {
  const kind = env['CLAUDE_PROVIDER']?.trim();
  if (kind !== 'bedrock' && kind !== 'vertex') return {};
  return Object.fromEntries(Object.entries(env).filter(([name]) => OF_PROVIDER[kind].test(name)));
}
