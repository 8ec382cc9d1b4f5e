import type { DataSource } from 'typeorm';
import type { Caller } from '../access/caller.js';
import type { CountedRequest } from '../access/count-requests.js';
import type { ReadAccess } from '../access/tenancy/access.js';
import type { RepositorySettings } from '../github/settings/parse-settings.js';
import type { SettingsLayer } from '../github/settings/settings-layers.js';
import type { KnowledgeGraph } from '../graph/knowledge-graph.js';
import type { ReceiveHook } from '../inbox/receive-hook.js';
import type { ReceiveIntegrationEvent } from '../inbox/receive-integration-event.js';
import type { Check } from '../operations/doctor/check.js';
import type { AppHealth } from '../operations/app-health.js';
import type { Log } from '../workflows/ports.js';
import type { KnownRepository } from './door/api-env.js';
import type { RateLimits } from './door/count-request.js';
import type { OpenStreams } from './door/open-streams.js';
import type { AnsweredRequest } from './door/request-log.js';
import type { StreamTimes } from './stream/stream.js';
import type { Changes } from './stream/watch-changes.js';

/** Who asks, and the cookie that has to be set anew. */
export interface Authenticated {
  caller: Caller;
  /** Null: the request is not counted yet. */
  counted?: CountedRequest | null;
  setCookie: string | null;
}

/** What the API needs of the rest; made where the server starts. */
export interface ApiPorts {
  /** Without the system's scope: tenant tables are empty outside of `withTenant`. */
  source: DataSource;
  log: Log;
  /**
   * By cookie or bearer token; null: neither, or one that does not hold. `count`: the request may be counted on the way.
   * Throws a Problem for a forged origin.
   */
  authenticate(request: Request, how?: { count: boolean }): Promise<Authenticated | null>;
  readAccess: ReadAccess;
  graph: KnowledgeGraph;
  /** What `.github/nectr.yml` of the default branch sets, over `below`. Throws where GitHub does not give it. */
  readFileSettings(
    repository: Pick<KnownRepository, 'fullName' | 'githubRepoId' | 'installation'>,
    below: readonly SettingsLayer[],
  ): Promise<RepositorySettings>;
  /** The bytes of a file at a commit; null: it does not exist there. Throws where GitHub does not give it. */
  readFile(
    repository: Pick<KnownRepository, 'fullName' | 'githubRepoId' | 'installation'>,
    asked: { path: string; sha: string },
  ): Promise<Buffer | null>;
  /** What stored secrets are encrypted with, the first one now. */
  secretKeys: readonly [string, ...string[]];
  /** Hosts in a private network that an MCP server or a service of an administrator may be on. */
  allowedPrivateHosts: readonly string[];
  /** Addresses that others call to start a workflow. */
  hooks: {
    /** Takes such a call into the inbox. */
    receive: ReceiveHook;
    /** Where a trigger is called. */
    urlOf(triggerId: string): string;
  };
  /** Where services reach us, such as `https://nectr.example.com`. */
  backendUrl(): string;
  /** Takes what a connected service sends. */
  receiveEvent: ReceiveIntegrationEvent;
  /** How the App is connected to GitHub. */
  appHealth(): Promise<AppHealth>;
  /** What the doctor finds, for somebody who administers these installations. */
  diagnose(administered: readonly number[]): Promise<{ checks: Check[]; at: Date }>;
  /** Null: there is no live stream. */
  changes: Changes | null;
  streamTimes?: StreamTimes;
  openStreams: OpenStreams;
  /** Null: no front end on another origin. */
  frontendUrl: string | null;
  /** APP_ENV is `development`: front ends that are worked on may ask, too. */
  isDevelopment?: boolean;
  /** The page where an owner grants the App a repository. */
  installUrl: string;
  /** Such as `https://github.com`. */
  githubUrl: string;
  /** The model that reviews; null or absent: none is configured. */
  reviewModel?: string | null;
  limits?: RateLimits;
  /** Requests that are under way at the same time; more are refused. */
  mostAtOnce?: number;
  /** The same at each address that takes a body before it is known who sends it. */
  mostStrangers?: number;
  answered?: (request: AnsweredRequest) => void;
}
