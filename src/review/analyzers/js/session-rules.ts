import type { Node } from 'web-tree-sitter';
import { matchOn } from '../node-text.js';
import { isSessionCookie } from '../secret-name.js';
import type { Match, SyntaxRule } from '../types.js';
import { argumentsOf, bare, calleeOf, literalOf, propertyOf, calledBy } from './calls.js';
import { isResponse } from './handlers.js';
import { chainOf } from './values/chain.js';
import { judge } from './values/judge.js';
import { bindingAt, namesOf } from './values/names-of.js';
import { objectOf } from './values/object-of.js';
import { originOf } from './values/origin.js';

const JWT = /^(?:jwt|jsonwebtoken|jwt-simple|JWT)\.(\w+)$/;
const SESSION =
  /^(?:express-session|session|cookie-session|cookieSession|koa-session|@fastify\/(?:session|secure-session|cookie|jwt)|iron-session\.\w+|express-jwt(?:\.\w+)?|expressJwt|koa-jwt|client-sessions)$/;
const SIGNS = /^(?:cookie-parser|cookieParser)$/;
const SECRET_PROPERTY = /^(?:secret|secrets|keys|secretOrKey|secretOrPrivateKey|signingKey|jwtSecret)$/;
/** Filled in elsewhere, or no secret at all. */
const NO_SECRET = /^$|^\s*$|[<{]|^\$|\.(?:pem|key)$/i;

/** Sessions, tokens and who may read them. Source: OWASP Top 10, A07. */
export const JS_SESSION_RULES: readonly SyntaxRule[] = [
  {
    id: 'js/jwt-unverified',
    tiers: 'both',
    severity: 'must-fix',
    category: 'security',
    title: 'A JWT is accepted without checking its signature',
    body: 'With the algorithm `none`, or with `decode` alone, anyone can forge a token with any content. Call `verify` with the key and the one algorithm you sign with.',
    nodes: ['call_expression'],
    match: (call) => {
      const origin = originOf(calledBy(call)) ?? '';
      const args = argumentsOf(call);
      const name =
        origin === 'jwt-decode' || /^(?:jwt-decode\.)?(?:jwtDecode|jwt_decode)$/.test(origin)
          ? 'decode'
          : JWT.exec(origin)?.[1];
      if (name === 'verify' || name === 'sign') return args.some((arg) => allowsNone(objectOf(arg)));
      if (name !== 'decode' || !args[0] || verifiesBeside(call)) return false;
      const kind = judge(args[0], 'code');
      return kind === 'request' || (kind === 'derived' && { tier: 'lead' });
    },
  },
  {
    id: 'js/cookie-flags',
    tiers: 'both',
    severity: 'should-fix',
    category: 'security',
    title: 'The session cookie lacks the flags that protect it',
    body: 'Without `httpOnly`, any script injected into the page can send this cookie away and take over the session; without `secure` it travels unencrypted. Set `httpOnly: true`, `secure: true` and `sameSite`.',
    nodes: ['call_expression'],
    match: (call) => {
      const [name, , options] = argumentsOf(call);
      const callee = calledBy(call);
      if (SESSION.test(originOf(callee) ?? ''))
        return sessionFlags(
          argumentsOf(call)
            .map(objectOf)
            .find((each) => each !== undefined),
        );
      const method = callee?.childForFieldName('property')?.text ?? '';
      if (!/^(?:cookie|setCookie)$/.test(method) || !isResponse(callee?.childForFieldName('object') ?? null))
        return false;
      if (!isSessionCookie(literalOf(name) ?? '')) return false;
      if (options === undefined) return true;
      const flags = objectOf(options);
      return (
        flags !== undefined &&
        flags.namedChildren.every(({ type }) => type !== 'spread_element') &&
        (propertyOf(flags, 'httpOnly')?.text ?? 'false') === 'false'
      );
    },
  },
  {
    id: 'js/signing-secret',
    tiers: 'both',
    severity: 'must-fix',
    category: 'security',
    title: 'The secret that signs sessions or tokens is in the code',
    about: (value) => `${value}, which signs sessions or tokens, is in the code`,
    body: 'Whoever can read the code can sign in as anybody: the secret stays in the history even when it is changed. Read it from the environment, and replace this one.',
    nodes: ['call_expression', 'new_expression'],
    match: (call) => {
      const secret = signingSecret(call);
      return secret !== null && writtenSecret(secret);
    },
  },
  {
    id: 'js/cors-credentials',
    severity: 'should-fix',
    category: 'security',
    title: "CORS: any site may call this with the user's cookies",
    body: 'The origin is reflected and credentials are allowed, so any site a user visits can read this API as that user. List the origins that may.',
    nodes: ['call_expression'],
    match: (call) => {
      const [options, value] = argumentsOf(call);
      const callee = calledBy(call);
      if (/^(?:cors|@koa\/cors|@fastify\/cors)$/.test(originOf(callee) ?? '')) {
        const flags = objectOf(options);
        return propertyOf(flags, 'origin')?.text === 'true' && propertyOf(flags, 'credentials')?.text === 'true';
      }
      if (
        !/\.(?:setHeader|header|set)$/.test(calleeOf(call)) ||
        !isResponse(callee?.childForFieldName('object') ?? null)
      )
        return false;
      return value !== undefined && /^access-control-allow-origin$/i.test(literalOf(options) ?? '') && isOrigin(value);
    },
  },
];

function allowsNone(options: Node | undefined): boolean {
  const algorithms = propertyOf(options, 'algorithms') ?? propertyOf(options, 'algorithm');
  if (!algorithms) return false;
  const listed = bare(algorithms).type === 'array' ? algorithms.namedChildren : [algorithms];
  return listed.some((one) => literalOf(one)?.toLowerCase() === 'none');
}

/** Whether the function that decodes a token verifies one as well: then it only looks for the key in it. */
function verifiesBeside(call: Node): boolean {
  const names = namesOf(call);
  const { within } = names.scopeAt(call.startIndex);
  const verifies = ['jwt.verify', 'jsonwebtoken.verify', 'verify', 'jwtVerify', 'jose.jwtVerify', 'JWT.verify'];
  return verifies.some((name) =>
    (names.calls.get(name) ?? [])
      .slice(0, 200)
      .some((other) => other.startIndex >= within.start && other.endIndex <= within.end),
  );
}

/**
 * `session({ cookie: { httpOnly: false } })`; a lead where the session says nothing of its cookie: it is not `secure`
 * then.
 */
function sessionFlags(options: Node | undefined): boolean | Match {
  if (options === undefined) return false;
  const named = propertyOf(options, 'cookie');
  const cookie = objectOf(named ?? undefined) ?? options;
  if (['httpOnly', 'secure'].some((flag) => propertyOf(cookie, flag)?.text === 'false')) return true;
  const isWhole = options.namedChildren.every(({ type }) => type !== 'spread_element');
  return named === null && isWhole && propertyOf(options, 'secret') !== null && { tier: 'lead' };
}

function signingSecret(call: Node): Node | null {
  const args = argumentsOf(call);
  if (call.type === 'new_expression') {
    return calleeOf(call).endsWith('Strategy') ? propertyOf(objectOf(args[0]), 'secretOrKey') : null;
  }
  const origin = originOf(calledBy(call)) ?? '';
  if (/^(?:sign|verify|encode|decode)$/.test(JWT.exec(origin)?.[1] ?? ''))
    return origin.endsWith('.decode') && !origin.startsWith('jwt-simple') ? null : (args[1] ?? null);
  if (SIGNS.test(origin)) return args[0] ?? null;
  const isRegistered = calleeOf(call).endsWith('.register');
  const isSession =
    SESSION.test(origin) ||
    (isRegistered && SESSION.test(originOf(args[0] ?? null) ?? '')) ||
    /(?:^|\.)JwtModule\.register$/.test(calleeOf(call));
  if (!isSession) return null;
  const options = args.map(objectOf).find((each) => each !== undefined);
  for (const pair of options?.namedChildren.slice(0, 50) ?? []) {
    const key = pair.childForFieldName('key');
    if (SECRET_PROPERTY.test(literalOf(key) ?? key?.text ?? '')) return pair.childForFieldName('value');
  }
  return null;
}

/** A match where a secret is written down; a lead where it only stands in for one of the environment. */
function writtenSecret(node: Node): false | Match {
  const value = bare(node);
  const text = literalOf(value);
  if (text !== null) return !NO_SECRET.test(text) && {};
  if (value.type === 'array') return value.namedChildren.some((one) => writtenSecret(one) !== false) && {};
  if (value.type === 'binary_expression') {
    const right = value.childForFieldName('right');
    return (
      /^(?:\|\||\?\?)$/.test(value.childForFieldName('operator')?.text ?? '') &&
      right !== null &&
      writtenSecret(right) !== false && { tier: 'lead' }
    );
  }
  if (value.type === 'identifier') {
    const binding = bindingAt(value);
    const given = binding?.kind === 'variable' && binding.gives.length === 1 ? binding.gives[0] : undefined;
    if (!given || given.path.length > 0 || bare(given.value).type === 'identifier') return false;
    const found = writtenSecret(given.value);
    return found && { ...matchOn(value), ...found };
  }
  if (value.type === 'member_expression') {
    const held = objectOf(value.childForFieldName('object') ?? undefined);
    const own = held && propertyOf(held, value.childForFieldName('property')?.text ?? '');
    const found = own ? writtenSecret(own) : false;
    return found && { ...matchOn(value), ...found };
  }
  return false;
}

/** Whether a value is the origin that a request names, as it is. */
function isOrigin(value: Node): boolean {
  const steps = chainOf(value)?.steps ?? [];
  const isNamed =
    steps.some((step) => /^origin$/i.test(step)) || /\(\s*['"`]origin['"`]\s*\)$/i.test(value.text.slice(-40));
  return isNamed && judge(value, 'code') === 'request';
}
