import type { z } from 'zod';
import type { GuardedFetch } from '../../access/outbound/guarded-fetch.js';

/** The services that can be connected (seed [E], and the two that its notifications name). */
export const INTEGRATION_TYPES = [
  'github',
  'linear',
  'slack',
  'axolo',
  'teams',
  'discord',
  'jira',
  'sentry',
  'datadog',
  'email',
  'pagerduty',
] as const;
export type IntegrationTypeName = (typeof INTEGRATION_TYPES)[number];

/** What a call of a service is made with: one integration's configuration and credentials, for one use. */
export interface ServiceCall<C, S> {
  config: C;
  credentials: S;
  /** Guarded against private networks, with its own deadline (10 s) and bound (1 MiB). */
  fetch: GuardedFetch;
  /** Hosts that may lie in a private network, for what is not asked by `fetch` (SMTP); none, if absent. */
  allowedPrivateHosts?: readonly string[];
  signal: AbortSignal;
  now(): Date;
}

/** How a service is: `degraded` answers and lacks something, `unhealthy` does not answer or refuses us. */
export interface Health {
  status: 'healthy' | 'degraded' | 'unhealthy' | 'unknown';
  /** A sentence for the administrator, with the way out; nothing secret. Null: nothing is wrong. */
  detail: string | null;
}

/** Nothing is wrong. */
export const HEALTHY: Health = { status: 'healthy', detail: null };

/** What is said to people; each service writes it in its own form. */
export interface Message {
  /** A channel, address or person as the service names them; null: the one of the configuration. */
  to: string | null;
  title: string | null;
  /** GitHub's Markdown; what a service cannot show is written plain. */
  text: string;
  /** Where it leads; null: nowhere. */
  url: string | null;
  level: 'info' | 'success' | 'warning' | 'error';
  fields: readonly { name: string; value: string }[];
  /** Only where the service takes answers; others leave them out. `value` comes back with the answer. */
  buttons: readonly { action: 'approve' | 'reject' | 'dismiss'; label: string; value: string }[];
  /** The id of the message whose thread it goes to, where the service `hasThreads`; absent: it begins one of its own. */
  thread?: string;
}

export interface SentMessage {
  /** The service's own name for it; null: it gives none. */
  id: string | null;
  url: string | null;
}

/** Sends messages. `key` is the same whenever the same message is meant. */
export interface Messages<C, S> {
  /** Throws ServiceLimitedError, ServiceUnavailableError, ServiceRefusedError. */
  send(call: ServiceCall<C, S>, message: Message, key: string): Promise<SentMessage>;
  /**
   * Looks for a message that was sent with this key and whose answer was lost; null: it is not there. Absent: the service
   * offers no way to look, and nothing is sent a second time.
   */
  find?(call: ServiceCall<C, S>, message: Message, key: string): Promise<SentMessage | null>;
  /** Writes a message that was sent anew, by its id. Absent: the service offers no way. Throws as `send`. */
  edit?(call: ServiceCall<C, S>, message: Message, id: string): Promise<SentMessage>;
  /** It takes `thread`. */
  hasThreads?: boolean;
  /** The service itself takes the same key as the same message: it may be sent again. */
  isIdempotent?: boolean;
}

export interface TicketDraft {
  title: string;
  /** GitHub's Markdown. */
  body: string;
  labels: readonly string[];
  /** A team or project as the service names it; null: the one of the configuration. */
  project: string | null;
}

export interface Ticket {
  /** Such as `ENG-123`. */
  key: string;
  url: string;
  title: string;
  /** The state's name there. */
  state: string;
}

/**
 * A tracker. `reference` is our own name for what a ticket is about: it is stored with the ticket where it can be searched
 * for.
 */
export interface Tickets<C, S> {
  /** The ticket that was made for a reference; null: there is none. */
  find(call: ServiceCall<C, S>, reference: string): Promise<Ticket | null>;
  create(call: ServiceCall<C, S>, draft: TicketDraft, reference: string): Promise<Ticket>;
  read(call: ServiceCall<C, S>, key: string): Promise<Ticket | null>;
  /** Once for each reference. */
  comment(call: ServiceCall<C, S>, key: string, comment: { body: string; reference: string }): Promise<void>;
  /** Moves it to the state of this name (any case); nothing where it is there already. Refused if there is no way to it. */
  move(call: ServiceCall<C, S>, key: string, state: string): Promise<Ticket>;
}

/** A request of a service to us, as it came. */
export interface InboundRequest {
  method: string;
  headers: Headers;
  body: Buffer;
  now: Date;
}

/** What is made of one. `deliveryId`: the same for the same delivery, so that a second one starts nothing. */
export type Received =
  | { kind: 'refused'; status: 400 | 401; reason: string }
  /** To be answered with this, and nothing follows. */
  | { kind: 'answer'; status: 200; contentType: string; body: string }
  | {
      kind: 'event';
      type: string;
      deliveryId: string;
      payload: Record<string, unknown>;
      /** The repository it is about, as owner/name or by its name alone; absent or null: none. */
      repository?: string | null;
    }
  /** Somebody pressed a button of ours. */
  | {
      kind: 'interaction';
      deliveryId: string;
      action: 'approve' | 'reject' | 'dismiss';
      value: string;
      /** The service's name for who it was. */
      userId: string;
      payload: Record<string, unknown>;
    }
  /** Known and of no use; answered 202. */
  | { kind: 'ignored'; reason: string };

export interface Inbound<C, S> {
  /** Checks the signature before anything is read. Never throws for what a stranger sends. */
  receive(request: InboundRequest, given: { config: C; credentials: S }): Received;
  /** The e-mail address of a person of the service, to find the one of GitHub; null: it is not told. */
  emailOf?(call: ServiceCall<C, S>, userId: string): Promise<string | null>;
}

/** One kind of service: everything that differs from the others. One folder each. */
export interface IntegrationType<C extends z.ZodObject = z.ZodObject, S extends z.ZodObject = z.ZodObject> {
  type: IntegrationTypeName;
  /** As people call it. */
  title: string;
  /** Has `base_url` with the service's default wherever there is one address of it. */
  config: C;
  /** Written, never read back. */
  credentials: S;
  /** Why there is nothing to be connected, with what to do instead; absent: there is something. */
  nothingToConnect?: string;
  /** Events that it brings in, such as `sentry.issue_alert.triggered`, each with a sentence. */
  events: Readonly<Record<string, string>>;
  /**
   * Asks without doing anything. Throws as its calls do, which tells how it is, too. Absent, or `unknown` with no detail: it
   * cannot be asked; the last delivery tells.
   */
  health?(call: ServiceCall<z.output<C>, z.output<S>>): Promise<Health>;
  messages?: Messages<z.output<C>, z.output<S>>;
  tickets?: Tickets<z.output<C>, z.output<S>>;
  inbound?: Inbound<z.output<C>, z.output<S>>;
}

/** Checks the types of a service. */
export function defineIntegration<C extends z.ZodObject, S extends z.ZodObject>(
  type: IntegrationType<C, S>,
): IntegrationType<C, S> {
  return type;
}
