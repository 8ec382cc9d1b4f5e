import type { Node } from 'web-tree-sitter';
import { ancestorsOf } from '../../../syntax/parent-of.js';
import { headOf, matchOn, tailOf, textNear } from '../node-text.js';
import { isSecretName } from '../secret-name.js';
import type { SyntaxRule } from '../types.js';
import { functionAround, keywordOf, positionalOf } from './calls.js';
import { calledName, qualifiedName } from './names.js';
import { passwordIn } from './passwords.js';

const HTTP_CALL =
  /^(?:requests|httpx|session|client|self\.(?:session|client)|requests\.[sS]ession\(\)|httpx\.(?:Async)?Client\(\)|aiohttp)\.(?:get|post|put|patch|delete|head|request|Client|AsyncClient)$/;
const AUTHORISATION =
  /\b(?:is_admin|is_authenticated|is_superuser|is_staff|has_perm(?:ission)?|is_authorized|authorized|can_(?:edit|delete|view|write))\b/;

/** Weak secrets, weak transport and unchecked rights. Source: OWASP Top 10, A01, A02 and A07. */
export const PYTHON_CRYPTO_RULES: readonly SyntaxRule[] = [
  {
    id: 'py/weak-password-hash',
    severity: 'must-fix',
    category: 'security',
    title: 'A password is hashed with a fast hash',
    about: (value) => `A password, ${value}, is hashed with a fast hash`,
    body: 'Attackers can try billions of fast hashes per second, so a leaked table gives most passwords away. Use scrypt, bcrypt or Argon2 with a salt per user.',
    nodes: ['call'],
    match: (call) => {
      const hashed = hashedBy(call);
      const password = hashed && passwordIn(hashed);
      return password !== null && !isForLookup(call) && matchOn(password);
    },
  },
  {
    id: 'py/insecure-random',
    severity: 'must-fix',
    category: 'security',
    title: 'A secret is made with `random`',
    body: '`random` is predictable: later numbers follow from earlier ones, so the value can be guessed. Use the module `secrets`.',
    nodes: ['call'],
    match: (call) =>
      (/^random\.(?:randint|randrange|random|getrandbits|randbytes)$/.test(calledName(call)) ||
        (/^random\.(?:choice|choices|sample)$/.test(calledName(call)) && isJoined(call))) &&
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
          (tailOf(node.childForFieldName('left')).endsWith('.verify_mode') &&
            node.childForFieldName('right')?.text === 'ssl.CERT_NONE' &&
            !isConditional(node)) ||
          isUnverifiedSession(node)
        );
      }
      return (
        calledName(node) === 'ssl._create_unverified_context' ||
        (HTTP_CALL.test(calledName(node)) && keywordOf(node, 'verify')?.text === 'False')
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
      if (!/^(?:jwt|jose\.jwt|pyjwt)\.decode$/.test(calledName(call))) return false;
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
    id: 'py/predictable-temporary-file',
    severity: 'should-fix',
    category: 'security',
    title: 'Predictable temporary file: another user can create it first',
    body: '`tempfile.mktemp` only gives a name; another user can create the file before this code does. Use `NamedTemporaryFile` or `mkstemp`.',
    nodes: ['call'],
    match: (call) => calledName(call) === 'tempfile.mktemp',
  },
];

const FAST_HASH = /^hashlib\.(?:md5|sha1|sha224|sha256|sha384|sha512|sha3_\d+|blake2[bs])$/;

/** What a call hashes: `hashlib.md5(x)`, `hashlib.new("md5", x)`, or `h.update(x)` of such a one. */
function hashedBy(call: Node): Node | null {
  const name = calledName(call);
  const args = positionalOf(call);
  if (keywordOf(call, 'usedforsecurity')?.text === 'False') return null;
  if (FAST_HASH.test(name)) return args[0] ?? null;
  if (name === 'hashlib.new') return /md5|sha1|sha2|sha512/i.test(headOf(args[0], 12)) ? (args[1] ?? null) : null;
  return /^hashlib\.(?:md5|sha\d+|new)\(\)\.update$/.test(name) ? (args[0] ?? null) : null;
}

/** The first five digits alone are sent, as services that know leaked passwords ask for: nothing is stored. */
function isForLookup(call: Node): boolean {
  const name = nameFor(call);
  return name !== '' && textNear(call, functionAround(call)).includes(`${name}[:5]`);
}

/** Characters that were drawn are put together; of words or people, one is just chosen. */
function isJoined(call: Node): boolean {
  for (const current of ancestorsOf(call)) {
    if (current.type === 'call' && tailOf(current.childForFieldName('function'), 10).endsWith('.join')) return true;
    if (/^(?:assignment|keyword_argument|function_definition|block)$/.test(current.type)) return false;
  }
  return false;
}

/** `session.verify = False` */
function isUnverifiedSession(assignment: Node): boolean {
  const left = assignment.childForFieldName('left');
  const object = left?.type === 'attribute' ? left.childForFieldName('object') : null;
  if (!object || left?.childForFieldName('attribute')?.text !== 'verify') return false;
  return (
    assignment.childForFieldName('right')?.text === 'False' &&
    /^(?:requests\.[sS]ession\(\)|session|self\.session)$/.test(qualifiedName(object))
  );
}

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
