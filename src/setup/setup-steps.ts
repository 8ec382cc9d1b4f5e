import { isLoopback } from '../access/is-loopback.js';
import { registerSecret } from '../access/redact.js';
import { Problem } from '../api/door/problem.js';
import { ClaudeRefusedError } from '../claude/claude-error.js';
import type { ClaudeConfig } from '../claude-config.js';
import { addressOf } from '../claude/providers/provider.js';
import { ConfigError, readClaudeConfig } from '../config.js';
import { GitHubTerminalError } from '../github/client/github-error.js';
import { GITHUB, githubAddress, publicAddress } from './addresses.js';
import { appManifest, hookUrl, manifestForm } from './app-manifest.js';
import { deliverAgain, moveHook } from './lead-deliveries.js';
import { makeChannel } from './make-channel.js';
import type { SetupPorts } from './ports.js';
import type { StoredApp } from './stored.js';
import { hasOtherProvider, isSet, namesApp } from './with-stored.js';

/** What each step does once it is filled in. Each can be done again; each throws a Problem that says the way out. */
export const steps = { reach, github, app, claude, deliverAgain: again };

/** Where this server is reachable: at an address, or over a channel that is made for it. */
async function reach(ports: SetupPorts, given: { url: string } | { channel: true }, origin: string): Promise<void> {
  const { env, stored } = ports;
  refuseWhereSet(env, 'url' in given ? 'BACKEND_URL' : 'WEBHOOK_PROXY_URL');
  const value =
    'url' in given
      ? { backendUrl: publicAddress(given.url).url, proxyUrl: null }
      : { backendUrl: isSafe(origin) ? origin : null, proxyUrl: await makeChannel(ports.config().smeeUrl) };
  const { app: made } = await stored.read();
  if (made !== null && !namesApp(env)) await leadHere(made, hookUrl(value.backendUrl ?? origin, value.proxyUrl));
  await stored.write('reach', value);
  await ports.changed();
}

/** An App that is there already is told the new address of its deliveries. */
async function leadHere(made: StoredApp, url: string): Promise<void> {
  try {
    await moveHook(made, url);
  } catch (cause) {
    const isRefused = cause instanceof GitHubTerminalError;
    throw new Problem(
      isRefused ? 422 : 502,
      isRefused
        ? 'GitHub does not deliver to this address: it has to be reachable over the public internet. Make a channel, or give the address of a tunnel.'
        : 'GitHub did not take the new address of the webhook: try again in a moment.',
      { cause },
    );
  }
}

/** A browser keeps a session there. */
function isSafe(origin: string): boolean {
  const { protocol, hostname } = new URL(origin);
  return protocol === 'https:' || isLoopback(hostname);
}

/** On which GitHub the App is made. */
async function github({ env, stored, changed }: SetupPorts, url: string): Promise<void> {
  const address = githubAddress(url);
  refuseWhereSet(env, 'GHE_HOST');
  if ((await stored.read()).app !== null)
    throw new Problem(
      409,
      'The App is on another GitHub already: delete it there, and begin again with `nectr setup --reset`.',
    );
  await stored.write('github', { url: address });
  await changed();
}

interface AskedApp {
  /** Null: of the account of whoever is signed in there. */
  organisation: string | null;
  name: string;
  /** There is one already, and it is to be replaced. */
  replace?: boolean | undefined;
  origin: string;
  session: string;
}

/** The form that a browser hands GitHub, and the state that has to come back. */
async function app(
  { env, config: current, stored, grants }: SetupPorts,
  { organisation, name, replace = false, origin, session }: AskedApp,
): Promise<{ action: string; manifest: string }> {
  const config = current();
  if (namesApp(env)) throw new Problem(409, 'APP_ID is set in the environment: that App is used.');
  const { reach: place, app: made } = await stored.read();
  if (made !== null && !replace) throw new Problem(409, `There is an App already: ${made.name} (${made.appId}).`);
  const isGiven = isSet(env, 'BACKEND_URL') || isSet(env, 'WEBHOOK_PROXY_URL');
  if (place === null && !isGiven) throw new Problem(409, 'Say first where this server is reachable.');
  const backendUrl = isGiven || place?.backendUrl ? config.backendUrl : null;
  const proxyUrl = config.webhookProxyUrl;
  const githubUrl = config.gheHost === null ? GITHUB : `${config.GHE_PROTOCOL}://${config.gheHost}`;
  const hook = new URL(hookUrl(backendUrl ?? origin, proxyUrl));
  if (githubUrl === GITHUB && isLoopback(hook.hostname))
    throw new Problem(
      422,
      `GitHub refuses ${hook.host}, which only this machine reaches: go back one step, and make a channel or give an address that GitHub reaches.`,
    );
  const manifest = appManifest({ origin, backendUrl, proxyUrl, name });
  const state = await grants.makeState(session);
  return { action: manifestForm(githubUrl, organisation, state), manifest: JSON.stringify(manifest) };
}

/** The key is asked of Anthropic before it is stored; without one the rules review alone. */
async function claude({ env, stored, changed }: SetupPorts, given: { key: string } | { skip: true }): Promise<void> {
  refuseWhereSet(env, 'ANTHROPIC_API_KEY');
  if (hasOtherProvider(env)) refuseWhereSet(env, 'CLAUDE_PROVIDER');
  if ('key' in given) await checkKey(env, given.key);
  await stored.write('claude', { apiKey: 'key' in given ? given.key : null });
  await changed();
}

/** One small call with a key. Throws a Problem that says what is wrong with it. */
export async function checkKey(env: SetupPorts['env'], key: string): Promise<void> {
  registerSecret(key);
  const settings = settingsWith(env, key);
  const { readModel } = await import('../claude/read-model.js');
  try {
    await readModel(settings);
  } catch (cause) {
    const isRefused = cause instanceof ClaudeRefusedError;
    throw new Problem(isRefused ? 422 : 502, whyNoKey(cause, settings), { cause });
  }
}

function settingsWith(env: SetupPorts['env'], key: string) {
  try {
    const settings = readClaudeConfig({ ...env, ANTHROPIC_API_KEY: key });
    if (settings !== null) return settings;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const other = error.problems.find((problem) => !problem.startsWith('ANTHROPIC_API_KEY'));
    if (other !== undefined) throw new Problem(422, `${other}.`, { cause: error });
  }
  throw new Problem(422, 'This is no key: it is one word that begins with sk-ant-; the Anthropic console makes one.');
}

function whyNoKey(error: unknown, { model, provider }: ClaudeConfig): string {
  const where = new URL(addressOf(provider)).host;
  if (!(error instanceof ClaudeRefusedError))
    return `${where} does not answer this machine: look at its network and proxy, or leave Claude out for now.`;
  if (error.reason === 'key')
    return `${where} does not take this key: copy it again, or make another one in the Anthropic console.`;
  if (error.reason === 'model') return `This key may not use ${model}: set ANTHROPIC_MODEL to a model that it may use.`;
  if (error.reason === 'billing' || error.reason === 'spend-limit')
    return 'The account of this key has no credit left, or has reached its limit: look at billing in the Anthropic console.';
  return `${where} refuses this key: look at its workspace in the Anthropic console.`;
}

/** GitHub delivers once more what never came. */
async function again({ env, stored, source }: SetupPorts): Promise<number> {
  const { app: made } = await stored.read();
  if (made === null || namesApp(env))
    throw new Problem(409, "Ask for it on the App's page on GitHub, under Advanced: Redeliver.");
  try {
    return await deliverAgain(made, source);
  } catch (cause) {
    throw new Problem(502, 'GitHub gives no answer about its deliveries: try again in a moment.', { cause });
  }
}

function refuseWhereSet(env: SetupPorts['env'], name: string): void {
  if (isSet(env, name)) throw new Problem(409, `${name} is set in the environment, which wins: change it there.`);
}
