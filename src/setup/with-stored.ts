import type { Stored } from './stored.js';

type Env = Readonly<Record<string, string | undefined>>;

const OF_THE_APP = ['APP_ID', 'PRIVATE_KEY', 'PRIVATE_KEY_PATH', 'WEBHOOK_SECRET'] as const;

/** Whether the environment names the App by itself: then nothing of a stored one is taken. */
export function namesApp(env: Env): boolean {
  return OF_THE_APP.some((name) => isSet(env, name));
}

/** Whether a variable has a value. */
export function isSet(env: Env, name: string): boolean {
  return (env[name] ?? '').trim() !== '';
}

/** Whether the environment says that Claude is not asked with a key of Anthropic. */
export function hasOtherProvider(env: Env): boolean {
  return ['bedrock', 'vertex'].includes(env['CLAUDE_PROVIDER']?.trim() ?? '');
}

/**
 * The environment with what set-up stored where it leaves room: a variable that is set wins, and of the App all or
 * nothing is taken, so that no key meets the id of another App.
 */
export function withStored(env: Env, { reach, github, app, claude }: Stored): Env {
  const isOfApp = app !== null && (!namesApp(env) || env['APP_ID']?.trim() === String(app.appId));
  const hasLogin = isSet(env, 'GITHUB_CLIENT_ID') || isSet(env, 'GITHUB_CLIENT_SECRET');
  const own: Record<string, string | null | undefined> = {
    ...(app !== null &&
      !namesApp(env) && {
        APP_ID: String(app.appId),
        PRIVATE_KEY: app.privateKey,
        WEBHOOK_SECRET: app.webhookSecret,
      }),
    ...(isOfApp && !hasLogin && { GITHUB_CLIENT_ID: app.clientId, GITHUB_CLIENT_SECRET: app.clientSecret }),
    ...(!namesApp(env) && !isSet(env, 'GHE_HOST') && gheOf(app?.githubUrl ?? github?.url ?? null)),
    BACKEND_URL: reach?.backendUrl,
    WEBHOOK_PROXY_URL: reach?.proxyUrl,
    ANTHROPIC_API_KEY: hasOtherProvider(env) ? null : claude?.apiKey,
  };
  const taken = Object.entries(own).filter(([name, value]) => value && !isSet(env, name));
  return { ...env, ...Object.fromEntries(taken.map(([name, value]) => [name, value ?? undefined])) };
}

function gheOf(url: string | null): Record<string, string> {
  if (url === null) return {};
  const { protocol, host } = new URL(url);
  return host === 'github.com' ? {} : { GHE_HOST: host, GHE_PROTOCOL: protocol.slice(0, -1) };
}
