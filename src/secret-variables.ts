/** Variables whose value is a secret. */
export const secretVariables = [
  'WEBHOOK_SECRET',
  'WEBHOOK_SECRET_PREVIOUS',
  'SECRET_KEY',
  'SECRET_KEY_PREVIOUS',
  'ANTHROPIC_API_KEY',
  'AWS_BEARER_TOKEN_BEDROCK',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'NEO4J_PASSWORD',
  'MEM0_API_KEY',
  'GITHUB_CLIENT_SECRET',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'LINEAR_API_KEY',
  'SENTRY_AUTH_TOKEN',
  'SLACK_MCP_TOKEN',
] as const;

/** Whether the value of a variable is a secret. */
export function isSecretVariable(name: string): boolean {
  return secretVariables.some((one) => one === name);
}
