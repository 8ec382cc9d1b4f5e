import { readConfig, type AppConfig, type Config } from '../config.js';

export type LambdaConfig = Config & {
  app: AppConfig;
  url: string;
  secretKeys: [string, ...string[]];
};

/**
 * The configuration of a function. It has no disk of its own and shares its work with other functions, so that it needs
 * the App and a database. Throws ConfigError, or one line that says what is missing.
 */
export function readLambdaConfig(env: Readonly<Record<string, string | undefined>>): LambdaConfig {
  const config = readConfig(env);
  const [first, ...rest] = config.secretKeys;
  if (config.mode === 'setup')
    throw new Error('APP_ID, PRIVATE_KEY and WEBHOOK_SECRET are missing: set those of the GitHub App');
  if (config.databaseUrl === null)
    throw new Error('DATABASE_URL is missing: on AWS Lambda there is no embedded database, so name a PostgreSQL');
  if (first === undefined) throw new Error('SECRET_KEY is missing: with DATABASE_URL it is not made for you');
  return { ...config, url: config.databaseUrl, secretKeys: [first, ...rest] };
}
