/** What `.env.example` says, now or in earlier versions, that is long enough to pass for a value. */
const PUBLISHED_TEXTS: ReadonlySet<string> = new Set([
  "number on the App's settings page",
  'PEM; line ends may be written as \\n, or the whole file in base64',
  'instead of PRIVATE_KEY: path of the PEM file',
  'at least 32 bytes: openssl rand -hex 32',
  'the old one, while a rotation lasts',
  'smee channel for local work',
  'host of GitHub Enterprise Server; empty for github.com',
  'at least 32 bytes; required with DATABASE_URL',
  'key of the Anthropic console',
  'postgresql://user:password@host/database',
  'github.example.com',
  'https://smee.io/your-channel',
  'https://gateway.example.com',
  'https://bedrock.example.com',
  'https://vertex.example.com/v1',
  'your-project',
  'neo4j+s://graph.example.com',
  'https://mem0.example.com',
  'https://nectr.example.com',
  'deploy.example.com',
  'https://linear-mcp.example.com/mcp',
  'https://sentry-mcp.example.com/mcp',
  'https://slack-mcp.example.com/mcp',
  'your-account,another-account',
  'wiki.example.com',
  'https://otel.example.com',
]);

/** Of such words placeholders are made: a secret in which no other word stands was never chosen. */
const PLACEHOLDER_WORDS: ReadonlySet<string> = new Set(
  `a admin an and api app at bytes change changeit changeme characters chars client code default demo dev development do dummy
   enter environment example fake fill fixme foo bar for from generate generated github hex here in insert is it key least
   local long longer longest me minimum must my need needs nectr no not of old openssl or password passwd phrase
   placeholder please private prod production put rand random replace replaceme required sample secret secretkey secure
   set signing some something string super supersecret test testing text that the this thirty to todo token two unsafe
   use value very webhook webhooksecret with x your yours`.split(/\s+/),
);
/** `xxxx…`, `0000…`, `----…`, and the rows of a keyboard or an alphabet, however often. */
const FILLER =
  /^(?:x+|0+|[^\p{L}\p{N}]+|(?:0?1234567890?|0?123456789(?:abcdef)?|abcdefghijklmnopqrstuvwxyz|abcdef|qwerty(?:uiop)?)+)$/iu;

/**
 * Why a value that is set is none: a comment that a reader of `.env` files took for one, a text of our own example, or
 * (for secrets) a placeholder that stands in tutorials, or quotes that a reader left there (unless it may be `quoted`).
 * Null: it may be one. Shows nothing of the value.
 */
export function whyNoValue(
  value: string,
  { secret, quoted = false }: { secret: boolean; quoted?: boolean },
): string | null {
  if (!quoted && /^\s*(["']).*\1\s*$/s.test(value))
    return 'has quotes around it that are part of the value, as docker --env-file leaves them: remove them';
  const text = value
    .trim()
    .replaceAll(/^(["'])(.*)\1$/gs, '$2')
    .trim();
  if (text.startsWith('#')) return 'is a comment, not a value: leave the line empty, or set it';
  if (/\s#/.test(text)) return 'has a comment behind its value: put the comment on a line of its own';
  if (PUBLISHED_TEXTS.has(text)) return 'is the text of .env.example, not a value of yours: set one, or leave it empty';
  return secret && isPlaceholder(text)
    ? 'is a published placeholder, which everybody knows: openssl rand -hex 32 makes a secret'
    : null;
}

function isPlaceholder(text: string): boolean {
  if (FILLER.test(text)) return true;
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  return words.length > 0 && words.every((word) => PLACEHOLDER_WORDS.has(word) || FILLER.test(word));
}
