import type { Node } from 'web-tree-sitter';
import { ancestorsOf } from '../../../syntax/parent-of.js';
import { cutText } from '../../../words/cut-text.js';
import { isPasswordName } from '../flow/password.js';
import { headOf, matchOn, placesOf, tailOf } from '../node-text.js';
import { isSecretName } from '../secret-name.js';
import type { SyntaxRule } from '../types.js';
import { argumentsOf, bare, literalOf, operandsOf, substitutionsOf, calledBy } from './calls.js';
import { givensAt } from './values/givens.js';
import { bindingAt } from './values/names-of.js';
import { originOf } from './values/origin.js';

/** A signature is no longer than this. */
const LONGEST_SIDE = 1000;
const FAST_HASH = /^(?:md[245]|sha-?1|sha-?(?:2-?)?(?:224|256|384|512)|rmd160|ripemd160)$/i;
const HASH_FUNCTION =
  /^(?:md5|sha1|sha256|sha512|js-md5|js-sha1|js-sha256|blueimp-md5|(?:crypto-js|CryptoJS)\.(?:MD5|SHA1|SHA256|SHA512)|crypto-js\/(?:md5|sha1|sha256))$/;
const FUNCTION =
  /^(?:arrow_function|function_expression|function_declaration|method_definition|generator_function\w*)$/;

/** Weak secrets and weak transport. Source: OWASP Top 10, A02. */
export const JS_CRYPTO_RULES: readonly SyntaxRule[] = [
  {
    id: 'js/weak-password-hash',
    severity: 'must-fix',
    category: 'security',
    title: 'A password is hashed with a fast hash',
    about: (value) => `${value} is hashed with a fast hash`,
    body: 'Attackers can try billions of fast hashes per second, so a leaked table gives most passwords away. Use scrypt, bcrypt or Argon2 with a salt per user.',
    nodes: ['call_expression'],
    match: (call) => {
      const password = hashedPassword(call);
      return password !== null && !isPrefixOnly(call) && matchOn(bare(password));
    },
  },
  {
    id: 'js/insecure-random',
    severity: 'must-fix',
    category: 'security',
    title: 'A secret is made with `Math.random`',
    about: (value) => `${value} is made with \`Math.random\``,
    body: '`Math.random` is predictable: later numbers follow from a few earlier ones, so the value can be guessed. Use `crypto.randomBytes` or `crypto.randomUUID`.',
    nodes: ['call_expression'],
    match: (call) => {
      if (originOf(calledBy(call)) !== 'Math.random') return false;
      const name = namesFor(call).find(isSecretName);
      return name !== undefined && { value: cutText(name, 40) };
    },
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
];

/**
 * The password that a call hashes with a fast hash: `createHash('md5').update(password)`, also in two steps, or
 * `md5(password)`.
 */
function hashedPassword(call: Node): Node | null {
  const callee = calledBy(call);
  const values = argumentsOf(call);
  const isHash = HASH_FUNCTION.test(originOf(callee) ?? '') || isFastUpdate(callee);
  return isHash ? (values.flatMap(partsOf).find((part) => isPasswordName(tailOf(bare(part)))) ?? null) : null;
}

function isFastUpdate(callee: Node | null): boolean {
  if (callee?.childForFieldName('property')?.text !== 'update') return false;
  let hash = callee.childForFieldName('object');
  for (let count = 0; hash !== null && count < 10; count += 1) {
    const node = bare(hash);
    if (node.type === 'identifier') {
      const binding = bindingAt(node);
      hash = (binding && givensAt(binding, node)[0]?.value) ?? null;
      continue;
    }
    const inner = calledBy(node);
    if (/^(?:crypto\.)?createHash$/.test(originOf(inner) ?? ''))
      return FAST_HASH.test(textOf(argumentsOf(node)[0]) ?? '');
    // `createHash('md5').update(salt).update(password)`
    hash = inner?.childForFieldName('property')?.text === 'update' ? inner.childForFieldName('object') : null;
  }
  return false;
}

function textOf(node: Node | undefined): string | null {
  const value = node && bare(node);
  if (value?.type !== 'identifier') return literalOf(value);
  const gives = bindingAt(value)?.gives ?? [];
  return gives.length === 1 && gives[0] ? literalOf(bare(gives[0].value)) : null;
}

/** What a value is joined of, and what it is made of: `password` of `Buffer.from(password + salt)`. */
function partsOf(node: Node): Node[] {
  const value = bare(node);
  if (value.type === 'template_string') return substitutionsOf(value);
  if (value.type === 'binary_expression') return operandsOf(value);
  if (value.type !== 'call_expression') return [value];
  const receiver = calledBy(value)?.childForFieldName('object');
  return [...(receiver ? [receiver] : []), ...argumentsOf(value)];
}

/** Whether only the first characters of the hash are sent, as the service for leaked passwords asks for. */
function isPrefixOnly(call: Node): boolean {
  for (const around of ancestorsOf(call)) {
    if (FUNCTION.test(around.type)) return false;
    if (around.type !== 'variable_declarator') continue;
    const name = around.childForFieldName('name');
    const block = bindingAt(name ?? around)?.scope.node;
    if (name?.type !== 'identifier' || !block) return false;
    const text = block.text.slice(0, 20_000);
    for (const at of placesOf(name.text, text))
      if (
        /^\??\.(?:slice|substr|substring)\(0,\s*5\)/.test(text.slice(at + name.text.length, at + name.text.length + 30))
      )
        return true;
    return false;
  }
  return false;
}

/**
 * What a random number becomes part of: the name it is given to, and the function that returns it.
 * An element of a list that is picked by it (`WORDS[Math.floor(…)]`) is no secret, unless it is added to others.
 */
function namesFor(node: Node): string[] {
  let isPicked = false;
  let isReturned = false;
  const names: string[] = [];
  for (const current of ancestorsOf(node)) {
    const { type } = current;
    if (type === 'subscript_expression') isPicked = true;
    if (type === 'augmented_assignment_expression') [isPicked, isReturned] = [false, true];
    if (type === 'return_statement') isReturned = true;
    if (/^(?:statement_block|expression_statement|lexical_declaration|arguments)$/.test(type)) continue;
    if (/^(?:if|while|for|for_in|do|throw)_statement$/.test(type) && !isReturned) break;
    if (FUNCTION.test(type)) {
      const body = current.childForFieldName('body');
      if (!isReturned && body?.type === 'statement_block') break;
      // The callback of `Array.from` or `map` makes one of many.
      isPicked = isPicked && type !== 'arrow_function' && type !== 'function_expression';
      isReturned = body?.type !== 'statement_block';
      const own = current.childForFieldName('name');
      if (own) names.push(tailOf(own));
      if (/declaration$|^method_definition$/.test(type)) break;
    }
    const target =
      type === 'variable_declarator'
        ? current.childForFieldName('name')
        : /^(?:augmented_)?assignment_expression$/.test(type)
          ? current.childForFieldName('left')
          : type === 'pair'
            ? current.childForFieldName('key')
            : null;
    if (!target) continue;
    names.push(headOf(target, 100).replace(/["']/g, '').split('.').pop() ?? '');
    if (type !== 'augmented_assignment_expression') break;
  }
  return isPicked ? [] : names;
}
