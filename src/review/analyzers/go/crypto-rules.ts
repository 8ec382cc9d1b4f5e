import type { Node } from 'web-tree-sitter';
import { ancestorsOf, parentOf } from '../../../syntax/parent-of.js';
import { isFixed } from '../flow/origin.js';
import { headOf, matchOn, tailOf } from '../node-text.js';
import { perSource } from '../remember.js';
import { isSecretName, isSessionCookie } from '../secret-name.js';
import type { SyntaxRule } from '../types.js';
import { argumentsOf, calleeOf, fieldOf } from './calls.js';
import { calledName, definitionsOf, qualifiedName } from './names.js';
import { passwordIn } from './passwords.js';
import { valuesFor } from './values.js';

const usesMathRand = perSource(({ text }) => text.includes('"math/rand'));

/** Weak secrets, weak transport and unchecked tokens. Source: OWASP Top 10, A02 and A07. */
export const GO_CRYPTO_RULES: readonly SyntaxRule[] = [
  {
    id: 'go/tls-verification-off',
    severity: 'must-fix',
    category: 'security',
    title: 'TLS certificates are not checked',
    body: 'Anyone between client and server can read and change the traffic. Put the right certificate authority into `RootCAs` instead.',
    nodes: ['keyed_element', 'assignment_statement'],
    match: (node) => {
      if (node.type === 'keyed_element')
        return node.namedChild(0)?.text === 'InsecureSkipVerify' && isTrue(node.namedChild(1)?.namedChild(0));
      return (
        tailOf(node.childForFieldName('left')).endsWith('.InsecureSkipVerify') &&
        isTrue(node.childForFieldName('right')?.namedChild(0))
      );
    },
  },
  {
    id: 'go/ssh-host-key-unchecked',
    severity: 'must-fix',
    category: 'security',
    title: 'The SSH host key is not checked',
    body: 'Another server can pose as this one and read what is sent, credentials included. Use `knownhosts.New` or `ssh.FixedHostKey`.',
    nodes: ['call_expression'],
    match: (call) => calleeOf(call) === 'ssh.InsecureIgnoreHostKey',
  },
  {
    id: 'go/weak-password-hash',
    severity: 'must-fix',
    category: 'security',
    title: 'A password is hashed with a fast hash',
    about: (value) => `A password, ${value}, is hashed with a fast hash`,
    body: 'Attackers can try billions of fast hashes per second, so a leaked table gives most passwords away. Use bcrypt, scrypt or Argon2 with a salt per user.',
    nodes: ['call_expression'],
    match: (call) => {
      const password = hashedBy(call)
        .map((hashed) => passwordIn(hashed))
        .find((found) => found !== null);
      return password !== undefined && password !== null && matchOn(password);
    },
  },
  {
    id: 'go/insecure-random',
    severity: 'must-fix',
    category: 'security',
    title: 'A secret is made with `math/rand`',
    body: '`math/rand` is predictable: later numbers follow from earlier ones, so the value can be guessed. Use `crypto/rand`.',
    nodes: ['call_expression'],
    match: (call, source) =>
      /^rand\.(?:Int|Intn|Int31|Int31n|Int63|Int63n|Uint32|Uint64|IntN|N)$/.test(calleeOf(call)) &&
      usesMathRand(source) &&
      !picksElement(call) &&
      isSecretName(nameFor(call)),
  },
  {
    id: 'go/jwt-unverified',
    severity: 'must-fix',
    category: 'security',
    title: 'A JWT is accepted without checking its signature',
    body: 'Without the check, anyone can forge a token with any content. Parse it with the key, and check that the method is the one you sign with.',
    nodes: ['selector_expression'],
    match: (selector) => {
      const name = selector.childForFieldName('field')?.text ?? '';
      if (name === 'ParseUnverified') return parentOf(selector)?.type === 'call_expression';
      return (
        selector.childForFieldName('operand')?.text === 'jwt' &&
        /^(?:UnsafeAllowNoneSignatureType|SigningMethodNone)$/.test(name)
      );
    },
  },
  {
    id: 'go/signing-secret',
    severity: 'must-fix',
    category: 'security',
    title: 'The secret that signs sessions or tokens is in the code',
    body: 'Whoever can read the code can sign a session or a token of any user. Take it from the environment or a secret store, and make a new one.',
    nodes: ['call_expression'],
    match: (call) => {
      const name = calledName(call);
      const args = argumentsOf(call);
      if (
        /^(?:sessions|cookie|csrf|securecookie)\.(?:NewCookieStore|NewStore|NewFilesystemStore|Protect|New)$/.test(name)
      )
        return isWritten(args.find(({ type }) => type !== 'interpreted_string_literal'));
      return name.endsWith('.SignedString') && isWritten(args[0]);
    },
  },
  {
    id: 'go/cookie-flags',
    severity: 'should-fix',
    category: 'security',
    title: 'Scripts can read the session cookie',
    body: 'Without `HttpOnly`, any script injected into the page can send this cookie away and take over the session. Set `HttpOnly`, `Secure` and `SameSite`.',
    nodes: ['composite_literal'],
    match: (literal) => {
      const type = literal.childForFieldName('type')?.text;
      if (type === 'sessions.Options') return fieldOf(literal, 'HttpOnly')?.text === 'false';
      if (type !== 'http.Cookie') return false;
      const name = fieldOf(literal, 'Name')?.text ?? '';
      const value = fieldOf(literal, 'Value');
      if (!/^["`]/.test(name) || !isSessionCookie(name.slice(1, -1)) || !value || value.text === '""') return false;
      return (fieldOf(literal, 'HttpOnly')?.text ?? 'false') === 'false';
    },
  },
];

/** `true`, `!false`, or a name that was given nothing else. */
function isTrue(value: Node | null | undefined): boolean {
  if (!value) return false;
  if (value.type !== 'identifier') return value.text === 'true' || value.text === '!false';
  const given = definitionsOf(value.text, value);
  return (
    given.length > 0 &&
    given.every((one) => one.way === 'set' && /^!?(?:true|false)$/.test(headOf(one.value, 8)) && isTrue(one.value))
  );
}

/** What a call hashes: `md5.Sum(x)`, or `h.Write(x)`, `io.WriteString(h, x)` of a hash that was made here. */
function hashedBy(call: Node): Node[] {
  const name = calledName(call);
  const [first, second] = argumentsOf(call);
  if (/^(?:md5\.Sum|sha1\.Sum|sha256\.Sum(?:256|224)|sha512\.Sum(?:512|384))$/.test(name)) return first ? [first] : [];
  if (/^(?:md5|sha1|sha256|sha512)\.New\w*\(\)\.(?:Write|WriteString|Sum)$/.test(name)) return first ? [first] : [];
  if (!/^(?:io\.WriteString|fmt\.Fprintf?)$/.test(name) || !first || !second) return [];
  return /^(?:md5|sha1|sha256|sha512)\.New\w*\(\)$/.test(qualifiedName(first)) ? argumentsOf(call).slice(1) : [];
}

/** `words[rand.Intn(len(words))]` chooses one of several; of a text it draws a character. */
function picksElement(call: Node): boolean {
  for (const current of ancestorsOf(call)) {
    if (current.type === 'index_expression') {
      const operand = current.childForFieldName('operand');
      return (
        operand !== null &&
        !valuesFor(operand, 'code')
          .texts(operand)
          .some((text) => text.every(isFixed) && text.length > 0)
      );
    }
    if (/statement$|declaration$|^block$/.test(current.type)) return false;
  }
  return false;
}

/** `[]byte("…")`, a constant, or a name for one. */
function isWritten(key: Node | undefined): boolean {
  const texts = key ? valuesFor(key, 'code').texts(key) : [];
  const [text] = texts;
  return (
    texts.length === 1 &&
    text !== undefined &&
    text.length > 0 &&
    text.every((piece) => isFixed(piece) && piece.text !== '')
  );
}

function nameFor(node: Node): string {
  for (const current of ancestorsOf(node)) {
    if (/^(?:short_var_declaration|assignment_statement)$/.test(current.type)) {
      return headOf(current.childForFieldName('left'), 300).replace(/\[.*$/, '').split('.').pop() ?? '';
    }
    if (/^(?:function_declaration|method_declaration|var_spec)$/.test(current.type))
      return headOf(current.childForFieldName('name'), 300);
  }
  return '';
}
