import type { AddressInfo } from 'node:net';
import { serve, type ServerType } from '@hono/node-server';
import type { Hono } from 'hono';
import { deliver, type DeliverOptions } from './deliver.js';
import type { Environment } from './environment.js';
import {
  changeComment,
  comment,
  deleteReviewComment,
  dismissReview,
  react,
  replyTo,
  resolveThread,
  submitReview,
} from './comments.js';
import { closeObjects } from './git-objects.js';
import { addRepository, install, sendInstallation, type InstallOptions } from './installations.js';
import { clientIdOf, revokeGrant } from './oauth.js';
import { renderUser } from './render/render-user.js';
import {
  closePull,
  openIssue,
  openPull,
  push,
  rerequestCheck,
  sendPull,
  type OpenIssue,
  type OpenPull,
} from './pulls.js';
import { addIssue, addMergedPull, mergePull, type MergedPull, type PastIssue } from './past.js';
import { createRoutes } from './routes.js';
import { createState, userNamed, type SandboxState } from './state.js';
import { trafficOf, type Traffic } from './traffic.js';
import type { Installation, Issue, IssueComment, Repository } from './types.js';

/** A GitHub of one's own: real git repositories behind GitHub's API and rules; it lives as long as this process. */
export interface Sandbox {
  /** `http://127.0.0.1:port`. */
  url: string;
  /** For `GHE_HOST`. */
  host: string;
  state: SandboxState;
  /** For `GITHUB_CLIENT_ID` and `GITHUB_CLIENT_SECRET`. */
  client: { id: string; secret: string };
  /** What an installation sent, measured against GitHub's limits. */
  traffic(installation: Pick<Installation, 'id'>): Traffic;
  setWebhookUrl(url: string | null): void;
  install(options: InstallOptions): Promise<Installation>;
  addRepository(options: Parameters<typeof addRepository>[1]): Repository;
  openIssue(repository: Repository, issue: OpenIssue): Issue;
  openPull(repository: Repository, pull: OpenPull): Promise<Issue>;
  push(repository: Repository, number: number, sha: string, sends?: boolean): ReturnType<typeof push>;
  closePull(repository: Repository, number: number): ReturnType<typeof closePull>;
  mergePull(repository: Repository, number: number): ReturnType<typeof mergePull>;
  /** What was there before: no deliveries. */
  addIssue(repository: Repository, issue: PastIssue): Issue;
  addMergedPull(repository: Repository, pull: MergedPull): Promise<Issue>;
  comment(repository: Repository, number: number, user: string, body: string): ReturnType<typeof comment>;
  /** `user` null: the thread is opened again. */
  resolveThread(repository: Repository, commentId: number, user: string | null): void;
  react(repository: Repository, commentId: number, reaction: Parameters<typeof react>[3]): ReturnType<typeof react>;
  changeComment(
    repository: Repository,
    comment: IssueComment,
    change: Parameters<typeof changeComment>[3],
  ): ReturnType<typeof changeComment>;
  replyTo(
    repository: Repository,
    number: number,
    commentId: number,
    user: string,
    body: string,
  ): ReturnType<typeof replyTo>;
  submitReview(
    repository: Repository,
    number: number,
    review: Parameters<typeof submitReview>[3],
  ): ReturnType<typeof submitReview>;
  dismissReview(
    repository: Repository,
    number: number,
    dismissal: Parameters<typeof dismissReview>[3],
  ): ReturnType<typeof dismissReview>;
  deleteReviewComment(
    repository: Repository,
    number: number,
    deletion: Parameters<typeof deleteReviewComment>[3],
  ): ReturnType<typeof deleteReviewComment>;
  rerequestCheck(repository: Repository, checkRunId: number): ReturnType<typeof rerequestCheck>;
  /** A person revokes the App in their settings. */
  revokeApp(login: string): ReturnType<typeof deliver>;
  sendPull(repository: Repository, issue: Issue, action: string, extra?: object): ReturnType<typeof sendPull>;
  sendInstallation(installation: Installation, action: string): ReturnType<typeof sendInstallation>;
  deliver(event: string, payload: Record<string, unknown>, options?: DeliverOptions): ReturnType<typeof deliver>;
  close(): Promise<void>;
}

/** Starts a sandbox for one App on a loopback port. `privateKey` is the App's PEM. */
export async function startSandbox(options: {
  appId: number;
  privateKey: string;
  webhookSecret: string;
  port?: number;
}): Promise<Sandbox> {
  const state = createState(options);
  const routes = createRoutes(state);
  const { server, port } = await listen(routes, options.port ?? 0);
  const host = `127.0.0.1:${port}`;
  state.url = `http://${host}`;
  return {
    url: state.url,
    host,
    state,
    client: { id: clientIdOf(state), secret: state.oauth.clientSecret },
    traffic: ({ id }) => trafficOf(state, id),
    setWebhookUrl: (url) => void (state.webhookUrl = url),
    install: (given) => install(state, given),
    addRepository: (given) => addRepository(state, given),
    openIssue: (repository, issue) => openIssue(state, repository, issue),
    openPull: (repository, pull) => openPull(state, repository, pull),
    push: (repository, number, sha, sends) => push(state, repository, number, sha, sends),
    closePull: (repository, number) => closePull(state, repository, number),
    mergePull: (repository, number) => mergePull(state, repository, number),
    addIssue: (repository, issue) => addIssue(state, repository, issue),
    addMergedPull: (repository, pull) => addMergedPull(state, repository, pull),
    comment: (repository, number, user, body) => comment(state, repository, number, user, body),
    resolveThread: (repository, id, user) => resolveThread(state, repository, id, user),
    react: (repository, id, reaction) => react(state, repository, id, reaction),
    changeComment: (repository, made, change) => changeComment(state, repository, made, change),
    replyTo: (repository, number, commentId, user, body) => replyTo(state, repository, number, commentId, user, body),
    submitReview: (repository, number, review) => submitReview(state, repository, number, review),
    dismissReview: (repository, number, dismissal) => dismissReview(state, repository, number, dismissal),
    deleteReviewComment: (repository, number, deletion) => deleteReviewComment(state, repository, number, deletion),
    rerequestCheck: (repository, id) => rerequestCheck(state, repository, id),
    revokeApp: (login) => {
      revokeGrant(state, login);
      const sender = renderUser(state, userNamed(state, login));
      return deliver(state, 'github_app_authorization', { action: 'revoked', sender });
    },
    sendPull: (repository, issue, action, extra) => sendPull(state, repository, issue, action, extra),
    sendInstallation: (installation, action) => sendInstallation(state, installation, action),
    deliver: (event, payload, given) => deliver(state, event, payload, given),
    close: () =>
      new Promise((resolve) => {
        for (const { folder } of state.repositories.values()) closeObjects(folder);
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}

function listen(routes: Hono<Environment>, port: number): Promise<{ server: ServerType; port: number }> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: routes.fetch, hostname: '127.0.0.1', port }, (info: AddressInfo) =>
      resolve({ server, port: info.port }),
    );
    server.once('error', reject);
  });
}
