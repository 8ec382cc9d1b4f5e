import type { Node } from 'web-tree-sitter';
import { ancestorsOf, parentOf } from '../../../syntax/parent-of.js';
import { headOf, tailOf } from '../node-text.js';
import { perSource } from '../remember.js';
import { isSecretName, isSessionCookie } from '../secret-name.js';
import type { SyntaxRule } from '../types.js';
import { argumentsOf, calleeOf, fieldOf } from './calls.js';

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
        return node.namedChild(0)?.text === 'InsecureSkipVerify' && node.namedChild(1)?.text === 'true';
      return (
        tailOf(node.childForFieldName('left')).endsWith('.InsecureSkipVerify') &&
        node.childForFieldName('right')?.text === 'true'
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
    body: 'Attackers can try billions of fast hashes per second, so a leaked table gives most passwords away. Use bcrypt, scrypt or Argon2 with a salt per user.',
    nodes: ['call_expression'],
    match: (call) =>
      /^(?:md5\.Sum|sha1\.Sum|sha256\.Sum256|sha512\.Sum512)$/.test(calleeOf(call)) &&
      argumentsOf(call).some((arg) => /passw(?:or)?d|passphrase|\bpwd\b/i.test(headOf(arg))),
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
    id: 'go/cookie-flags',
    severity: 'should-fix',
    category: 'security',
    title: 'Scripts can read the session cookie',
    body: 'Without `HttpOnly`, any script injected into the page can send this cookie away and take over the session. Set `HttpOnly`, `Secure` and `SameSite`.',
    nodes: ['composite_literal'],
    match: (literal) => {
      if (literal.childForFieldName('type')?.text !== 'http.Cookie') return false;
      const name = fieldOf(literal, 'Name')?.text ?? '';
      const value = fieldOf(literal, 'Value');
      if (!/^["`]/.test(name) || !isSessionCookie(name.slice(1, -1)) || !value || value.text === '""') return false;
      return (fieldOf(literal, 'HttpOnly')?.text ?? 'false') === 'false';
    },
  },
];

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
