/** Words of which one says what undoes, answers or mirrors the other. */
const PAIRS: readonly (readonly [string, ...string[]])[] = [
  ['encode', 'decode'],
  ['serialize', 'deserialize'],
  ['serialise', 'deserialise'],
  ['marshal', 'unmarshal'],
  ['encrypt', 'decrypt'],
  ['compress', 'decompress'],
  ['pack', 'unpack'],
  ['wrap', 'unwrap'],
  ['escape', 'unescape'],
  ['quote', 'unquote'],
  ['parse', 'format', 'stringify', 'render'],
  ['sign', 'verify'],
  ['add', 'remove', 'delete'],
  ['create', 'delete', 'destroy'],
  ['insert', 'delete', 'remove'],
  ['set', 'get', 'unset', 'clear'],
  ['put', 'get'],
  ['read', 'write'],
  ['load', 'save', 'store', 'unload'],
  ['dump', 'load'],
  ['push', 'pop'],
  ['open', 'close'],
  ['start', 'stop', 'end'],
  ['begin', 'end', 'commit', 'rollback'],
  ['lock', 'unlock'],
  ['acquire', 'release'],
  ['enable', 'disable'],
  ['attach', 'detach'],
  ['mount', 'unmount'],
  ['connect', 'disconnect'],
  ['subscribe', 'unsubscribe'],
  ['register', 'unregister', 'deregister'],
  ['increment', 'decrement'],
  ['upload', 'download'],
  ['import', 'export'],
  ['send', 'receive'],
  ['publish', 'consume', 'subscribe'],
  ['request', 'response'],
  ['client', 'server'],
  ['up', 'down'],
  ['do', 'undo'],
  ['grant', 'revoke'],
  ['from', 'to'],
  ['enter', 'exit', 'leave'],
  ['input', 'output'],
];

const OTHERS = new Map<string, Set<string>>();
for (const pair of PAIRS)
  for (const word of pair) {
    const others = OTHERS.get(word) ?? new Set<string>();
    for (const other of pair) if (other !== word) others.add(other);
    OTHERS.set(word, others);
  }

const WORD = /\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\d+/gu;

/** The words of a name: of `readHTTPBody`, `read_http_body` and `read-http-body` the same three, in lower case. */
export function wordsOf(name: string): string[] {
  return (name.match(WORD) ?? []).map((word) => word.toLowerCase());
}

/**
 * The names of the other halves of what a name speaks of, written as it is: `decodeUser` for `encodeUser`,
 * `remove_item` for `add_item`. At most eight.
 */
export function counterparts(name: string): string[] {
  const found = new Set<string>();
  for (const match of name.matchAll(WORD)) {
    for (const other of OTHERS.get(match[0].toLowerCase()) ?? []) {
      const made = likeIn(match[0], other);
      found.add(name.slice(0, match.index) + made + name.slice(match.index + match[0].length));
    }
  }
  found.delete(name);
  return [...found].slice(0, 8);
}

function likeIn(word: string, other: string): string {
  if (word.length > 1 && word === word.toUpperCase()) return other.toUpperCase();
  return word[0] === word[0]?.toUpperCase() ? other.charAt(0).toUpperCase() + other.slice(1) : other;
}
