import { Problem } from '../../api/door/problem.js';
import { ConfigError, readConfig, type AppConfig, type Config } from '../../config.js';
import { readSmallFile } from '../../files/read-small-file.js';
import { appOctokit } from '../../github/client/app-octokit.js';
import { readApp } from '../../github/read/read-app.js';
import { githubApiUrl } from '../../services.js';
import { GITHUB } from '../../setup/addresses.js';
import { UsageError } from '../command-line.js';
import { ask } from './ask.js';
import type { SetupCommand } from './with-setup.js';

interface Given {
  'app-id'?: string | undefined;
  'key-file'?: string | undefined;
  'secret-file'?: string | undefined;
  'client-id'?: string | undefined;
  'client-secret-file'?: string | undefined;
}

/** Takes the credentials of an App that there is; GitHub is asked whether they belong together before they are stored. */
export async function storeExisting({ env, stored }: SetupCommand, given: Given): Promise<void> {
  const id = given['app-id'] ?? (await ask("App ID, on the App's page", { option: '--app-id' }));
  const keyFile = given['key-file'] ?? (await ask('File of its private key', { option: '--key-file' }));
  const secret = await secretOf(given['secret-file'], 'Webhook secret', '--secret-file');
  const clientId = given['client-id'] ?? null;
  const clientSecret =
    clientId === null ? null : await secretOf(given['client-secret-file'], 'Client secret', '--client-secret-file');
  const { github } = await stored.read();
  const config = check({
    ...env,
    ...(github !== null && github.url !== GITHUB && gheOf(github.url)),
    APP_ID: id,
    PRIVATE_KEY: read(keyFile, '--key-file'),
    WEBHOOK_SECRET: secret,
    ...(clientId !== null && { GITHUB_CLIENT_ID: clientId, GITHUB_CLIENT_SECRET: clientSecret ?? '' }),
  });
  const { appId, privateKey } = config.app;
  const octokit = appOctokit({ appId, privateKey, baseUrl: githubApiUrl(config), pace: null, retryDelayMs: 200 });
  const app = await readApp(octokit).catch((cause: unknown) => {
    throw new Problem(
      422,
      `GitHub does not accept this key for App ${appId}: compare the id with the App's page, or generate a new key there.`,
      { cause },
    );
  });
  await stored.write('app', {
    appId,
    privateKey,
    webhookSecret: secret,
    clientId,
    clientSecret,
    githubUrl: config.gheHost === null ? GITHUB : `${config.GHE_PROTOCOL}://${config.gheHost}`,
    slug: app.slug,
    name: app.slug,
    owner: app.owner ?? null,
  });
  process.stdout.write(`App ${app.slug} (${appId}) is stored.\n`);
}

/** As the environment is checked: the same rules and the same words. */
function check(env: Record<string, string | undefined>): Config & { app: AppConfig } {
  try {
    const config = readConfig(env);
    if (config.mode === 'configured') return config;
    throw new Problem(422, 'App id, key and secret are needed.');
  } catch (error) {
    if (error instanceof ConfigError) throw new Problem(422, error.problems.join('\n'), { cause: error });
    throw error;
  }
}

function gheOf(url: string): Record<string, string> {
  const { host, protocol } = new URL(url);
  return { GHE_HOST: host, GHE_PROTOCOL: protocol.slice(0, -1) };
}

async function secretOf(file: string | undefined, question: string, option: string): Promise<string> {
  return file === undefined ? ask(question, { option, hidden: true }) : read(file, option).trim();
}

/** Throws UsageError. */
export function read(file: string, option: string): string {
  try {
    return readSmallFile(file);
  } catch (cause) {
    throw new UsageError(`${option}: ${file} cannot be read`, { cause });
  }
}
