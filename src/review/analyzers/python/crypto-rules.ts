import type { Node } from 'web-tree-sitter';
import { ancestorsOf } from '../../../syntax/parent-of.js';
import { headOf, tailOf } from '../node-text.js';
import { isSecretName, isSessionCookie } from '../secret-name.js';
import type { SyntaxRule } from '../types.js';
import { calleeOf, hasSplat, keywordOf, positionalOf } from './calls.js';

const HTTP_CALL =
  /^(?:requests|httpx|session|client|self\.(?:session|client)|requests\.Session\(\)|aiohttp)\.(?:get|post|put|patch|delete|head|request|Client|AsyncClient)$/;
const AUTHORISATION =
  /\b(?:is_admin|is_authenticated|is_superuser|is_staff|has_perm(?:ission)?|is_authorized|authorized|can_(?:edit|delete|view|write))\b/;

/** Weak secrets, weak transport and unchecked rights. Source: OWASP Top 10, A01, A02 and A07. */
export const PYTHON_CRYPTO_RULES: readonly SyntaxRule[] = [
  {
    id: 'py/weak-password-hash',
    severity: 'must-fix',
    category: 'security',
    title: 'A password is hashed with a fast hash',
    body: 'Attackers can try billions of fast hashes per second, so a leaked table gives most passwords away. Use scrypt, bcrypt or Argon2 with a salt per user.',
    nodes: ['call'],
    match: (call) =>
      /^hashlib\.(?:md5|sha1|sha224|sha256|sha512)$/.test(calleeOf(call)) &&
      positionalOf(call).some((arg) => /passw(?:or)?d|passphrase|\bpwd\b/i.test(headOf(arg))),
  },
  {
    id: 'py/insecure-random',
    severity: 'must-fix',
    category: 'security',
    title: 'A secret is made with `random`',
    body: '`random` is predictable: later numbers follow from earlier ones, so the value can be guessed. Use the module `secrets`.',
    nodes: ['call'],
    match: (call) =>
      /^random\.(?:choice|choices|randint|randrange|random|sample|getrandbits)$/.test(calleeOf(call)) &&
      isSecretName(nameFor(call)),
  },
  {
    id: 'py/tls-verification-off',
    severity: 'must-fix',
    category: 'security',
    title: 'TLS certificates are not checked',
    body: 'Anyone between client and server can read and change the traffic. Pass the path of the right CA bundle instead.',
    nodes: ['call', 'assignment'],
    match: (node) => {
      if (node.type === 'assignment') {
        return (
          tailOf(node.childForFieldName('left')).endsWith('.verify_mode') &&
          node.childForFieldName('right')?.text === 'ssl.CERT_NONE' &&
          !isConditional(node)
        );
      }
      return (
        calleeOf(node) === 'ssl._create_unverified_context' ||
        (HTTP_CALL.test(calleeOf(node)) && keywordOf(node, 'verify')?.text === 'False')
      );
    },
  },
  {
    id: 'py/jwt-unverified',
    severity: 'must-fix',
    category: 'security',
    title: 'A JWT is accepted without checking its signature',
    body: 'Without the check, anyone can forge a token with any content. Decode it with the key and the one algorithm you sign with.',
    nodes: ['call'],
    match: (call) => {
      if (!/^(?:jwt|jose\.jwt|pyjwt)\.decode$/.test(calleeOf(call))) return false;
      const options = headOf(keywordOf(call, 'options'));
      return (
        keywordOf(call, 'verify')?.text === 'False' ||
        /["']verify_signature["']\s*:\s*False/.test(options) ||
        /["']none["']/i.test(headOf(keywordOf(call, 'algorithms')))
      );
    },
  },
  {
    id: 'py/assert-authorization',
    severity: 'must-fix',
    category: 'security',
    title: 'A permission is checked with `assert`',
    body: 'Python removes every `assert` when it runs with `-O` or `PYTHONOPTIMIZE`, and with it this check. Raise an exception instead.',
    nodes: ['assert_statement'],
    match: (statement) => AUTHORISATION.test(headOf(statement.namedChild(0))),
  },
  {
    id: 'py/cookie-flags',
    severity: 'should-fix',
    category: 'security',
    title: 'Scripts can read the session cookie',
    body: 'Without `httponly`, any script injected into the page can send this cookie away and take over the session. Set `httponly=True`, `secure=True` and `samesite`.',
    nodes: ['call'],
    match: (call) => {
      const name = positionalOf(call)[0] ?? keywordOf(call, 'key');
      if (!calleeOf(call).endsWith('.set_cookie') || name?.type !== 'string' || hasSplat(call)) return false;
      return isSessionCookie(name.text.slice(1, -1)) && (keywordOf(call, 'httponly')?.text ?? 'False') === 'False';
    },
  },
  {
    id: 'py/debug-server',
    severity: 'must-fix',
    category: 'security',
    title: 'The server runs with its debugger on',
    body: 'With `debug=True` an error page offers a console that runs Python on the server. Take the setting from the environment, off by default.',
    nodes: ['call'],
    match: (call) =>
      /^(?:app|application|server)\.run$/.test(calleeOf(call)) && keywordOf(call, 'debug')?.text === 'True',
  },
  {
    id: 'py/predictable-temporary-file',
    severity: 'should-fix',
    category: 'security',
    title: 'Predictable temporary file: another user can create it first',
    body: '`tempfile.mktemp` only gives a name; another user can create the file before this code does. Use `NamedTemporaryFile` or `mkstemp`.',
    nodes: ['call'],
    match: (call) => calleeOf(call) === 'tempfile.mktemp',
  },
];

function nameFor(node: Node): string {
  for (const current of ancestorsOf(node)) {
    if (current.type === 'assignment') return tailOf(current.childForFieldName('left')).split('.').pop() ?? '';
    if (current.type === 'keyword_argument' || current.type === 'function_definition')
      return tailOf(current.childForFieldName('name'));
  }
  return '';
}

function isConditional(node: Node): boolean {
  for (const current of ancestorsOf(node)) {
    if (current.type === 'function_definition') return false;
    if (current.type === 'if_statement') return true;
  }
  return false;
}
