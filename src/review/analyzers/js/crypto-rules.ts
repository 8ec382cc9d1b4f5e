import type { Node } from 'web-tree-sitter';
import { ancestorsOf } from '../../../syntax/parent-of.js';
import { headOf, tailOf, textNear } from '../node-text.js';
import { perSource } from '../remember.js';
import { isSecretName, isSessionCookie } from '../secret-name.js';
import type { SyntaxRule } from '../types.js';
import { argumentsOf, calleeOf, literalOf, propertyOf } from './calls.js';

/** A signature is no longer than this. */
const LONGEST_SIDE = 1000;
const verifies = perSource(({ text }) => /\bverify\w*\(/.test(text));
const PASSWORD = /passw(?:or)?d|passphrase|\bpwd\b/i;

/** Weak secrets, weak transport and unchecked tokens. Source: OWASP Top 10, A02 and A07. */
export const JS_CRYPTO_RULES: readonly SyntaxRule[] = [
  {
    id: 'js/weak-password-hash',
    severity: 'must-fix',
    category: 'security',
    title: 'A password is hashed with a fast hash',
    body: 'Attackers can try billions of fast hashes per second, so a leaked table gives most passwords away. Use scrypt, bcrypt or Argon2 with a salt per user.',
    nodes: ['call_expression'],
    match: (call) => {
      if (
        !/(?:^|\.)update$/.test(calleeOf(call)) ||
        !/createHash\(['"`](?:md5|sha-?1|sha-?256|sha-?512)/i.test(calleeOf(call))
      )
        return false;
      return argumentsOf(call).some((arg) => PASSWORD.test(headOf(arg)));
    },
  },
  {
    id: 'js/insecure-random',
    severity: 'must-fix',
    category: 'security',
    title: 'A secret is made with `Math.random`',
    body: '`Math.random` is predictable: later numbers follow from a few earlier ones, so the value can be guessed. Use `crypto.randomBytes` or `crypto.randomUUID`.',
    nodes: ['call_expression'],
    match: (call) => calleeOf(call) === 'Math.random' && isSecretName(nameFor(call)),
  },
  {
    id: 'js/tls-verification-off',
    severity: 'must-fix',
    category: 'security',
    title: 'TLS certificates are not checked',
    body: 'Anyone between client and server can read and change the traffic. Trust the right certificate authority with `ca` or `NODE_EXTRA_CA_CERTS` instead.',
    nodes: ['pair', 'assignment_expression'],
    match: (node) => {
      if (node.type === 'pair') {
        return (
          /^["']?rejectUnauthorized["']?$/.test(node.childForFieldName('key')?.text ?? '') &&
          node.childForFieldName('value')?.text === 'false'
        );
      }
      return (
        /NODE_TLS_REJECT_UNAUTHORIZED/.test(tailOf(node.childForFieldName('left'))) &&
        /^["'`]?0["'`]?$/.test(node.childForFieldName('right')?.text ?? '')
      );
    },
  },
  {
    id: 'js/jwt-unverified',
    severity: 'must-fix',
    category: 'security',
    title: 'A JWT is accepted without checking its signature',
    body: 'With the algorithm `none`, or with `decode` alone, anyone can forge a token with any content. Call `verify` with the key and the one algorithm you sign with.',
    nodes: ['call_expression'],
    match: (call, source) => {
      const callee = calleeOf(call);
      if (/^(?:jwt|jsonwebtoken)\.(?:verify|sign)$/.test(callee)) {
        return argumentsOf(call).some((arg) =>
          /['"]none['"]/i.test(
            (propertyOf(arg, 'algorithms') ?? propertyOf(arg, 'algorithm'))?.text.slice(0, 2000) ?? '',
          ),
        );
      }
      return (
        /^(?:jwt|jsonwebtoken)\.decode$/.test(callee) &&
        !verifies(source) &&
        /(?:req|request|headers|cookies|authorization)/i.test(headOf(call) + nearby(call))
      );
    },
  },
  {
    id: 'js/cookie-flags',
    severity: 'should-fix',
    category: 'security',
    title: 'Scripts can read the session cookie',
    body: 'Without `httpOnly`, any script injected into the page can send this cookie away and take over the session. Set `httpOnly: true`, `secure: true` and `sameSite`.',
    nodes: ['call_expression'],
    match: (call) => {
      const [name, , options] = argumentsOf(call);
      if (
        !/^(?:res|response|reply)\.(?:cookie|setCookie)$/.test(calleeOf(call)) ||
        !isSessionCookie(literalOf(name) ?? '')
      )
        return false;
      if (options === undefined) return true;
      return (
        options.type === 'object' &&
        options.namedChildren.every(({ type }) => type !== 'spread_element') &&
        propertyOf(options, 'httpOnly')?.text !== 'true'
      );
    },
  },
  {
    id: 'js/timing-unsafe-compare',
    severity: 'should-fix',
    category: 'security',
    title: 'Timing attack: a signature is compared with `===`',
    body: 'The comparison stops at the first difference, so the time it takes tells how much of a guess is right. Use `crypto.timingSafeEqual` on buffers of equal length.',
    nodes: ['binary_expression'],
    match: (node) => {
      if (!/^[!=]==?$/.test(node.childForFieldName('operator')?.text ?? '')) return false;
      const sides = [node.childForFieldName('left')?.text ?? '', node.childForFieldName('right')?.text ?? ''];
      if (sides.some((side) => side.length > LONGEST_SIDE)) return false;
      if (sides.some((side) => /^(?:["'`\d]|null|undefined|typeof)/.test(side))) return false;
      return (
        sides.some((side) => /createHmac\(/.test(side) && /\.digest\(/.test(side.slice(side.indexOf('createHmac(')))) ||
        (sides.every((side) => /(?:signature|hmac|digest)$/i.test(side)) &&
          sides.some((side) => /expected|computed|calculated|hmac/i.test(side)))
      );
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
      const callee = calleeOf(call);
      if (callee === 'cors')
        return propertyOf(options, 'origin')?.text === 'true' && propertyOf(options, 'credentials')?.text === 'true';
      return (
        /^(?:res|response|reply)\.(?:setHeader|header|set)$/.test(callee) &&
        /^access-control-allow-origin$/i.test(literalOf(options) ?? '') &&
        /^(?:req|request)\.headers\.origin$|^(?:req|request)\.(?:get|header)\(['"]origin['"]\)$/i.test(
          value?.text ?? '',
        ) &&
        !/allow(?:ed)?_?origins|includes\(|\.has\(/i.test(textNear(call, blockAround(call)))
      );
    },
  },
];

/** What a value is called: the variable, property or function that it is assigned to or returned from. */
function nameFor(node: Node): string {
  for (const current of ancestorsOf(node)) {
    if (current.type === 'variable_declarator') return tailOf(current.childForFieldName('name'));
    if (current.type === 'assignment_expression')
      return tailOf(current.childForFieldName('left')).split('.').pop() ?? '';
    if (current.type === 'pair') return tailOf(current.childForFieldName('key')).replace(/["']/g, '');
    if (/^(?:function_declaration|method_definition)$/.test(current.type))
      return tailOf(current.childForFieldName('name'));
  }
  return '';
}

function nearby(node: Node): string {
  const block = blockAround(node);
  return block.endIndex - block.startIndex < 2000 ? block.text : '';
}

function blockAround(node: Node): Node {
  let outermost = node;
  let isBlock = false;
  for (const around of ancestorsOf(node)) {
    outermost = around;
    if (isBlock) break;
    isBlock = /^(?:statement_block|program)$/.test(around.type);
  }
  return outermost;
}
