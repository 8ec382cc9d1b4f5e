/** How surely something called so holds a credential: null: it does not. */
export type NameStrength = 'strong' | 'weak' | null;

/** Words that by themselves say it. */
const ALONE = new Set(
  'password passwd passwort pwd passphrase secret secrets token tokens credential credentials creds apikey apikeys apitoken authkey authtoken accesskey accesstoken secretkey secretkeys privatekey clientsecret passkey'.split(
    ' ',
  ),
);
/** Words that say it before `key`. */
const OF_KEYS = new Set(
  'api access secret private auth authorization signing sign signature encryption encrypt crypt crypto master service account shared session deploy license hmac aes jwt webhook admin consumer app application client server integration personal security storage live root'.split(
    ' ',
  ),
);
/** What may follow: the value is still the credential. */
const PARTS = new Set(
  'value val string str text raw plain base64 b64 hex default prod production staging stage dev live old new current primary secondary main key keys header auth bearer env var do not commit v'.split(
    ' ',
  ),
);
/** Keys by which data is found. */
const OF_TABLES = new Set(
  'primary natural unique composite cache map object json dict lookup group item data hot short cut default the a this my of'.split(
    ' ',
  ),
);
/** Wherever they stand, it is something public, another kind of token, or no plain value. */
const OTHERS = new Set(
  'public pub publishable authenticity csrf xsrf foreign partition sort row idempotency sequence schema bucket page continuation cursor pagination cancel cancellation cancelation syntax lexer lang language design encrypted sealed hash hashed hashes digest checksum integrity fingerprint thumbprint sha sha1 sha256 sha512 md5 revision usersecrets sitekey site tokenizer tokenization tokenize tokenized accessibility accessor author keyword keyboard hotkey hint placeholder regex regexp pattern'.split(
    ' ',
  ),
);
/** Behind the word they make it something about the credential. */
const ABOUT = new Set(
  'id ids name names url urls uri uris endpoint endpoints path paths file files filename dir folder length len size type types kind label labels title message msg error description desc help count limit max min expiry expires expiration expired ttl age timeout version prefix suffix format arn ref reference alias index idx field fields column param params parameter location provider providers manager store policy policies algorithm alg salt scope scopes audience issuer class event code ring board word down up press pressed vault tab pair mesh frame selector status state enabled required mount'.split(
    ' ',
  ),
);
const LONGEST = 80;

/**
 * How surely a variable, key or element called `name` (any case style) holds a credential: a word of it must say so.
 * `strong`: the name ends there, or with words that change nothing.
 */
export function nameStrength(name: string): NameStrength {
  if (name.length > LONGEST) return null;
  // Of an .npmrc: the name and the password, as base64.
  if (name === '_auth') return 'strong';
  const words = wordsOf(name);
  let last = -1;
  for (let index = 0; index < words.length; index += 1) if (says(words, index)) last = index;
  const behind = words.slice(last + 1);
  if (words.some((word) => OTHERS.has(word)) || behind.some((word) => ABOUT.has(word))) return null;
  if (last === -1)
    return words.length > 1 && /^keys?$/.test(words.at(-1) ?? '') && !OF_TABLES.has(words.at(-2) ?? '') ? 'weak' : null;
  return behind.every((word) => PARTS.has(word) || /^[0-9]{1,4}$/.test(word)) ? 'strong' : 'weak';
}

function says(words: readonly string[], index: number): boolean {
  const word = words[index] ?? '';
  if (ALONE.has(word)) return true;
  const isLast = index === words.length - 1;
  if (word === 'key' || word === 'keys') return index > 0 && OF_KEYS.has(words[index - 1] ?? '');
  if (word === 'pass' || word === 'auth') return isLast && (index > 0 || word === 'pass');
  return isLast && (word === 'authorization' || word === 'bearer');
}

function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .flatMap((word) => [...split(word)])
    .filter((word) => word !== '');
}

/** `authtoken2` and `mypassword` are written in one. */
function split(word: string): string[] {
  if (ALONE.has(word) || OTHERS.has(word) || ABOUT.has(word)) return [word];
  const numbered = /^([a-z]+)([0-9]{1,4})$/.exec(word);
  if (numbered) return [...split(numbered[1] ?? ''), numbered[2] ?? ''];
  const joined = /^([a-z]{2,20}?)(password|passwd|secret|token|apikey|accesskey|secretkey|authkey)$/.exec(word);
  return joined ? [joined[1] ?? '', joined[2] ?? ''] : [word];
}
