const SECRET_NAME =
  /(?:^|[^a-z])(?:(?:access|auth|reset|session|csrf|xsrf|api|refresh|bearer|invite|verification|login)_?(?:token|key|code|id)|token|secret|password|passwd|nonce|otp|one_?time_?(?:code|password)|salt|api_?key)s?$/;
/** Tokens of a text, a parser or a list in pages, and functions that bring one. */
const OTHER_TOKEN =
  /(?:^|_)(?:next|prev|previous|current|first|last|mask|pad|eos|bos|sep|cls|unk|special|input|output|page|continuation|cursor|cancel|cancellation|syntax|lexer|text|word|sub_?word|lang|language|design|fetch|get|parse|peek|read)_tokens?$|^tokens$/;
const SESSION_COOKIE =
  /(?:^|[^a-z])(?:session|sess|sid|auth|jwt|access_?token|refresh_?token|token|remember_?me)(?:_?id)?(?:$|[^a-z])/;

/** Whether a variable called `name` (any case style) holds something that must not be guessable. */
export function isSecretName(name: string): boolean {
  const words = snake(name);
  return SECRET_NAME.test(words) && !OTHER_TOKEN.test(words);
}

/** Whether a cookie called `name` carries a login. */
export function isSessionCookie(name: string): boolean {
  return SESSION_COOKIE.test(snake(name)) && !/csrf|xsrf/i.test(name);
}

function snake(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[.\s-]/g, '_');
}
