import { createVerify } from 'node:crypto';
import { z } from 'zod';
import type { SandboxContext } from './environment.js';
import { GitHubError, notFound } from './github-error.js';
import { loginOf } from './oauth.js';
import { installationKey, personKey, spendRequest } from './rate-limit.js';
import { botUser, userNamed, type SandboxState } from './state.js';
import type { Installation, Token, User } from './types.js';

export interface Caller {
  token: Token;
  installation: Installation;
  /** The App's bot. */
  user: User;
}

const Header = z.object({ alg: z.literal('RS256') });
const Claims = z.object({ iss: z.union([z.string(), z.number()]), exp: z.number().int(), iat: z.number().int() });
const LONGEST_SECONDS = 600;

/**
 * Checks the App's JWT: signature, issuer, dates. Throws 401 as GitHub does, 404 for another App.
 * Rule: https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app
 */
export function authenticateApp(state: SandboxState, c: SandboxContext): void {
  const claims = readJwt(state, credentials(c));
  const now = Math.floor(Date.now() / 1000);
  if (claims.exp <= now) throw refuse("'Expiration time' claim ('exp') must be a numeric value in the future");
  if (claims.exp > now + LONGEST_SECONDS) throw refuse("'Expiration time' claim ('exp') is too far in the future");
  if (claims.iat > now) throw refuse("'Issued at' claim ('iat') must be a time in the past");
  if (String(claims.iss) !== String(state.appId)) throw new GitHubError(404, 'Integration not found');
  spendRequest(state, c, 'app');
}

/** Checks an installation token and counts the request. Throws 401, or 403 for a suspended installation. */
export function authenticateInstallation(state: SandboxState, c: SandboxContext): Caller {
  const token = state.tokens.get(credentials(c));
  const installation = token && state.installations.get(token.installationId);
  if (!token || !installation || installation.deleted || token.revoked || token.expiresAt.getTime() <= Date.now())
    throw refuse('Bad credentials');
  c.set('installationId', installation.id);
  if (installation.suspended) throw suspended();
  spendRequest(state, c, installationKey(installation.id));
  return { token, installation, user: botUser(state) };
}

/** Checks a person's token and counts the request. Throws 401. */
export function authenticatePerson(state: SandboxState, c: SandboxContext): User {
  const login = loginOf(state, credentials(c));
  if (login === null) throw refuse('Bad credentials');
  const person = userNamed(state, login);
  spendRequest(state, c, personKey(person));
  return person;
}

/** Whether the request comes with a person's token. */
export function isPerson(state: SandboxState, c: SandboxContext): boolean {
  return loginOf(state, credentials(c)) !== null;
}

/** The installation of this id. Throws 404 when it is gone. */
export function findInstallation(state: SandboxState, id: string | undefined): Installation {
  const installation = state.installations.get(Number(id));
  if (!installation || installation.deleted) throw notFound();
  return installation;
}

/** GitHub's answer to everything an installation asks for while it is suspended. */
export function suspended(): GitHubError {
  return new GitHubError(403, 'This installation has been suspended');
}

function credentials(c: SandboxContext): string {
  const [, value] = /^(?:token|bearer) (\S+)$/i.exec(c.req.header('authorization') ?? '') ?? [];
  if (!value) throw refuse('Requires authentication');
  return value;
}

function readJwt(state: SandboxState, jwt: string): z.output<typeof Claims> {
  const [header = '', payload = '', signature = '', more] = jwt.split('.');
  try {
    Header.parse(decode(header));
    const verify = createVerify('RSA-SHA256').update(`${header}.${payload}`);
    if (more === undefined && verify.verify(state.publicKey, signature, 'base64url'))
      return Claims.parse(decode(payload));
  } catch {
    // Whatever is wrong with it, GitHub says the same.
  }
  throw refuse('A JSON web token could not be decoded');
}

function decode(part: string): unknown {
  return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
}

function refuse(message: string): GitHubError {
  return new GitHubError(401, message);
}
