import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { isLoopback } from '../access/is-loopback.js';
import { deliver } from './deliver.js';
import { clientIdOf } from './oauth.js';
import { renderUser } from './render/render-user.js';
import { organisationNamed, takeId, timestamp, userNamed, type SandboxState } from './state.js';
import type { User } from './types.js';

const CODE_MS = 3_600_000;
const LONGEST_NAME = 34;

const address = z.url({ protocol: /^https?$/ });

/** https://docs.github.com/apps/sharing-github-apps/registering-a-github-app-from-a-manifest */
const Manifest = z.object({
  name: z.string().optional(),
  url: address,
  description: z.string().optional(),
  hook_attributes: z.object({ url: address, active: z.boolean().default(true) }).optional(),
  redirect_url: address,
  callback_urls: z.array(address).max(10).default([]),
  setup_url: address.optional(),
  public: z.boolean().default(false),
  default_permissions: z.record(z.string(), z.enum(['read', 'write', 'admin'])).default({}),
  default_events: z.array(z.string()).default([]),
});

export type AppManifest = z.output<typeof Manifest>;

/** The manifest of a form, or what GitHub's page says is wrong with it. */
export function readManifest(state: SandboxState, text: string): AppManifest | { errors: string[] } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { errors: ['The configuration does not appear to be a valid GitHub App manifest.'] };
  }
  const parsed = Manifest.safeParse(json);
  if (!parsed.success)
    return { errors: parsed.error.issues.map(({ path, message }) => `Error ${path.join('.')}: ${message}`) };
  const hook = parsed.data.hook_attributes?.url;
  return hook === undefined || isPublic(state, hook) ? parsed.data : { errors: [`Hook ${notPublic(hook)}`] };
}

/** GitHub delivers over the public internet only. */
export function isPublic(state: SandboxState, url: string): boolean {
  const { host, hostname } = new URL(url);
  return !isLoopback(hostname) || state.registration.publicHosts.has(host);
}

/** In GitHub's words. */
export function notPublic(url: string): string {
  return `url is not supported because it isn't reachable over the public Internet (${new URL(url).hostname})`;
}

/** What GitHub says of a name; null: it can be had. */
export function wrongName(state: SandboxState, name: string): string | null {
  if (name.trim() === '') return "Name can't be blank";
  if (name.length > LONGEST_NAME) return `Name is too long (maximum is ${LONGEST_NAME} characters)`;
  return state.registration.takenNames.has(name.toLowerCase()) ? 'Name is already taken' : null;
}

/**
 * Makes the App of a manifest: from now on it is the one of this sandbox, and what was known of the one before is
 * forgotten. Sends the first ping, which nobody can verify yet. Returns the code.
 */
export function registerApp(state: SandboxState, manifest: AppManifest, name: string, owner: User): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  const code = randomBytes(20).toString('hex');
  const { registration } = state;
  registration.takenNames.add(name.toLowerCase());
  registration.codes.set(code, { pem, at: Date.now() });
  registration.setupUrl = manifest.setup_url ?? null;
  Object.assign(state, {
    appId: takeId(state),
    appName: name,
    appSlug: name
      .toLowerCase()
      .replaceAll(/[^a-z\d]+/g, '-')
      .replaceAll(/^-|-$/g, ''),
    appOwner: owner,
    publicKey: createPublicKey(pem),
    webhookSecret: randomBytes(20).toString('hex'),
    webhookUrl: manifest.hook_attributes?.url ?? null,
    grants: { permissions: manifest.default_permissions, events: manifest.default_events },
  });
  state.oauth.clientSecret = randomBytes(20).toString('hex');
  state.oauth.callbackUrls = manifest.callback_urls;
  state.tokens.clear();
  if (state.webhookUrl !== null)
    void deliver(state, 'ping', { zen: 'Design for failure.', hook_id: 1, hook: { type: 'App', app_id: state.appId } });
  return code;
}

/** The credentials behind a code, once, within an hour; null: GitHub answers 404. */
export function convertCode(state: SandboxState, code: string) {
  const { codes } = state.registration;
  const made = codes.get(code);
  codes.delete(code);
  if (made === undefined || Date.now() - made.at > CODE_MS) return null;
  return {
    id: state.appId,
    slug: state.appSlug,
    node_id: `A_kwDO${state.appId}`,
    owner: state.appOwner && renderUser(state, state.appOwner),
    name: state.appName,
    description: null,
    external_url: state.url,
    html_url: `${state.url}/apps/${state.appSlug}`,
    created_at: timestamp(),
    updated_at: timestamp(),
    permissions: state.grants?.permissions ?? {},
    events: state.grants?.events ?? [],
    client_id: clientIdOf(state),
    client_secret: state.oauth.clientSecret,
    webhook_secret: state.webhookUrl === null ? null : state.webhookSecret,
    pem: made.pem,
  };
}

/** Whose App it becomes: of the person, or of an organisation that they own; null: GitHub has no such page for them. */
export function ownerOf(state: SandboxState, login: string, organisation: string | null): User | null {
  if (organisation === null) return userNamed(state, login);
  const owners = state.owners.get(organisation.toLowerCase());
  if (owners === undefined || !owners.has(login.toLowerCase())) return null;
  return organisationNamed(state, organisation, [...owners]);
}
