import { createPublicKey, type KeyObject } from 'node:crypto';
import { GitHubError } from './github-error.js';
import type { FaultList } from './faults.js';
import { createFaultList } from './faults.js';
import { createOAuth, type OAuthState } from './oauth-state.js';
import type { DiffFile } from './pull-diff.js';
import { createRegistration, type Registration } from './registration.js';
import type { Call, Delivery, Installation, JournalEntry, Permissions, Repository, Token, User } from './types.js';

/** GitHub's limits of one installation: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api */
export interface Limits {
  requestsPerHour: number;
  graphqlPointsPerHour: number;
  /** Comments, reviews and the like. */
  contentPerMinute: number;
  contentPerHour: number;
  /** 1 for a request that reads, 5 for another one. */
  pointsPerMinute: number;
  sideBySide: number;
  /** What a secondary limit asks to wait. */
  retryAfterSeconds: number;
  /** A request that comes so soon after a limit was on its way already, and not early. */
  onTheWayMs: number;
}

/** What GitHub documents. */
export const githubLimits: Readonly<Limits> = {
  requestsPerHour: 5000,
  graphqlPointsPerHour: 5000,
  contentPerMinute: 80,
  contentPerHour: 500,
  pointsPerMinute: 900,
  sideBySide: 100,
  retryAfterSeconds: 60,
  onTheWayMs: 100,
};

/** For tests that are about something else. */
export const noLimits: Readonly<Limits> = {
  ...githubLimits,
  requestsPerHour: 1_000_000,
  graphqlPointsPerHour: 1_000_000,
  contentPerMinute: 1_000_000,
  contentPerHour: 1_000_000,
  pointsPerMinute: 1_000_000,
};

/** Everything the sandbox remembers; it lives as long as the server. */
export interface SandboxState {
  appId: number;
  appName: string;
  appSlug: string;
  /** Who made the App from a manifest; null: it was there before. */
  appOwner: User | null;
  /** What the manifest asked for; null: what `app.yml` does. */
  grants: { permissions: Permissions; events: string[] } | null;
  publicKey: KeyObject;
  webhookSecret: string;
  webhookUrl: string | null;
  /** `http://host:port`, set once the server listens. */
  url: string;
  startedAt: string;
  users: Map<string, User>;
  installations: Map<number, Installation>;
  repositories: Map<number, Repository>;
  /** Old `owner/name` in lower case to the id the repository has kept. */
  renamed: Map<string, number>;
  tokens: Map<string, Token>;
  /** Tokens of people to the login whose they are. */
  userTokens: Map<string, string>;
  /** Who owns an organisation: logins, by its login; all in lower case. */
  owners: Map<string, Set<string>>;
  oauth: OAuthState;
  registration: Registration;
  /** What an account has on which the App is installed by the page. */
  offered: { name: string; folder: string }[];
  limits: Limits;
  rateLimits: Map<string, { used: number; reset: number }>;
  /** When content was created, by installation; milliseconds. */
  contentTimes: Map<number, number[]>;
  /** Points of the last minute, and requests that are under way, by the key of their limits. */
  points: Map<string, { at: number; points: number }[]>;
  underWay: Map<string, number>;
  /** Who was limited last, and until when. */
  limited: Map<string, { from: number; until: number }>;
  /** How often somebody was limited for too much at once. */
  secondaryLimits: Map<string, number>;
  deliveries: Delivery[];
  faults: FaultList;
  journal: JournalEntry[];
  /** All requests, oldest first; see `trafficOf`. */
  calls: Call[];
  /** How often each `METHOD /route` was asked for. */
  requests: Map<string, number>;
  /** How long reads lag behind writes. */
  readLagMs: number;
  /** Repositories as they were before recent writes, oldest first; kept only while reads lag. */
  earlier: Map<number, { at: number; repository: Repository }[]>;
  /** Short-lived addresses of tarballs. */
  downloads: Map<string, { folder: string; sha: string; root: string }>;
  /** Packed tarballs, as `cachedArchive` keeps them. */
  archives: Map<string, Buffer>;
  diffs: Map<string, Promise<DiffFile[]>>;
  /** Entries of one tree that are listed: https://docs.github.com/rest/git/trees */
  mostTreeEntries: number;
  nextId: number;
}

/** An empty state for one App; `privateKey` is its PEM, of which only the public half is kept. */
export function createState(options: { appId: number; privateKey: string; webhookSecret: string }): SandboxState {
  return {
    appId: options.appId,
    appName: 'Nectr',
    appSlug: 'nectr',
    appOwner: null,
    grants: null,
    publicKey: createPublicKey(options.privateKey),
    webhookSecret: options.webhookSecret,
    webhookUrl: null,
    url: '',
    startedAt: timestamp(),
    users: new Map(),
    installations: new Map(),
    repositories: new Map(),
    renamed: new Map(),
    tokens: new Map(),
    userTokens: new Map(),
    owners: new Map(),
    oauth: createOAuth(),
    registration: createRegistration(),
    offered: [],
    limits: { ...githubLimits },
    rateLimits: new Map(),
    contentTimes: new Map(),
    points: new Map(),
    underWay: new Map(),
    limited: new Map(),
    secondaryLimits: new Map(),
    deliveries: [],
    faults: createFaultList(),
    journal: [],
    calls: [],
    requests: new Map(),
    readLagMs: 0,
    earlier: new Map(),
    downloads: new Map(),
    archives: new Map(),
    diffs: new Map(),
    mostTreeEntries: 100_000,
    nextId: 1001,
  };
}

/** The next unused id; all kinds share one sequence, so an id mixed up with another kind is never found. */
export function takeId(state: SandboxState): number {
  return state.nextId++;
}

/** The user of this login, created on first use; logins ending in `[bot]` are bots. */
export function userNamed(state: SandboxState, login: string): User {
  const key = login.toLowerCase();
  const known = state.users.get(key);
  if (known) return known;
  const user: User = { id: takeId(state), login, type: login.endsWith('[bot]') ? 'Bot' : 'User' };
  state.users.set(key, user);
  return user;
}

/** The organisation of this login, created on first use, owned by these people from now on. */
export function organisationNamed(state: SandboxState, login: string, owners: readonly string[]): User {
  const organisation = userNamed(state, login);
  organisation.type = 'Organization';
  state.owners.set(login.toLowerCase(), new Set(owners.map((owner) => owner.toLowerCase())));
  return organisation;
}

/** The user that writes made with an installation token belong to. */
export function botUser(state: SandboxState): User {
  return userNamed(state, `${state.appSlug}[bot]`);
}

/** The repository of this name (case-insensitive), or undefined. */
export function repositoryNamed(state: SandboxState, owner: string, name: string): Repository | undefined {
  const wanted = `${owner}/${name}`.toLowerCase();
  return [...state.repositories.values()].find((each) => fullName(each).toLowerCase() === wanted);
}

/** The installation a repository belongs to. Throws 404 as GitHub does when there is none any more. */
export function installationOf(state: SandboxState, repository: Repository): Installation {
  const installation = state.installations.get(repository.installationId);
  if (!installation) throw new GitHubError(404, 'Not Found');
  return installation;
}

/** Where the REST API answers. */
export function apiUrl(state: SandboxState): string {
  return `${state.url}/api/v3`;
}

/** `owner/name`. */
export function fullName(repository: Repository): string {
  return `${repository.owner.login}/${repository.name}`;
}

/** GitHub's time format: ISO 8601 without milliseconds. */
export function timestamp(date: Date = new Date()): string {
  return date.toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** An opaque GraphQL id in GitHub's new style, such as `IC_kwDOMTAwMQ`. */
export function nodeId(prefix: string, id: number | string): string {
  return `${prefix}_kwDO${Buffer.from(String(id)).toString('base64url')}`;
}

/** GitHub's times have whole seconds; two changes within one must still be in order. */
export function later(last: string): string {
  return timestamp(new Date(Math.max(Date.now(), Date.parse(last) + 1000)));
}
