import { fileKind } from './file-kind.js';
import type { SecretMatch } from './find-secrets.js';
import { isOfService } from './web-tokens.js';

const AROUND = 400;
/** What stands around a key that web pages carry. */
const WEB_PAGE =
  /authDomain|messagingSenderId|firebaseapp\.com|firebaseio\.com|firebasestorage|mobilesdk_app_id|GOOGLE_APP_ID|REVERSED_CLIENT_ID|maps\.googleapis\.com\/maps|youtubei\/v1|INNERTUBE/;
const FIREBASE_FILE = /(?:^|\/)(?:google-services[^/]*\.json|GoogleService-Info[^/]*\.plist|firebase_options\.dart)$/;
/** Services of Google that bill whoever has the key. */
const BILLED = /gemini|generative|genai|vertex|palm/i;
/**
 * Google documents that the secret of an installed app is none:
 * https://developers.google.com/identity/protocols/oauth2#installed
 */
const INSTALLED =
  /"installed"\s{0,4}:|InstalledAppFlow|installed app|urn:ietf:wg:oauth:2\.0:oob|redirect_uris?["']?\s{0,4}[:=]\s{0,4}\[?\s{0,4}["']http:\/\/(?:localhost|127\.0\.0\.1)/i;
const SIGNED_ADDRESS = /(?:X-Amz-Credential|[?&;]AWSAccessKeyId)=$/i;
const COMMENT_LINE = /^\s*(?:\/\/|\/?\*|#|--\s|;;|<!--)/;
const DOCSTRING = /"""|'''/g;
const EXAMPLE_LINE = /\bexamples?["']?\s{0,4}[:=(]|@example\b/i;

/** Judges the matches of one file, in the order of its text. */
export type Judge = (match: SecretMatch) => SecretMatch | null;

/** What the place of a match in its file makes of it; null: there it is published on purpose. */
export function judgeIn({ path, text }: { path: string; text: string }): Judge {
  const kind = fileKind(path);
  const isInstalled = INSTALLED.test(text);
  const isInDocstring = docstrings(path, text);
  return (match) => {
    const { rule, start, end } = match;
    const value = text.slice(start, end);
    const line = lineOf(text, start);
    if (rule.id === 'secrets/google-key') {
      const around = text.slice(Math.max(0, start - AROUND), end + AROUND);
      const isPublic = FIREBASE_FILE.test(path) || WEB_PAGE.test(around) || !/\S/.test(line.replace(value, ''));
      if (value.startsWith('AIza')) return isPublic ? null : ofGoogle(match, line);
      if (value.startsWith('GOCSPX-') && isInstalled) return { ...match, severity: 'minor', tier: 'lead' };
    }
    // An address that is signed for a while names the key that signed it, which is no secret by itself.
    if (rule.id === 'secrets/aws-access-key' && SIGNED_ADDRESS.test(text.slice(Math.max(0, start - 30), start)))
      return null;
    // Documents show how a value looks: where nothing proves that it is a live one, it is minor at most.
    if ((kind === 'document' || EXAMPLE_LINE.test(line)) && !match.isVerified)
      return rule.kind === 'format' || rule.id === 'secrets/private-key' ? { ...match, severity: 'minor' } : null;
    if (kind !== 'code') return match;
    // Comments of code show how values look too; in settings they are values that were switched off.
    const isSaid = rule.id === 'secrets/generic' && (COMMENT_LINE.test(line) || isInDocstring(start));
    const isForAll = rule.id === 'secrets/jwt' && !isOfService(value);
    return isSaid || isForAll ? { ...match, tier: 'lead' } : match;
  };
}

/** Keys of web pages look the same as those that bill: only what is said beside tells. */
function ofGoogle(match: SecretMatch, line: string): SecretMatch {
  return BILLED.test(line) ? { ...match, tier: 'certain' } : { ...match, severity: 'should-fix' };
}

/** Whether a place is within one, asked in the order of the text. */
function docstrings(path: string, text: string): (at: number) => boolean {
  if (!path.endsWith('.py')) return () => false;
  const ends = [...text.matchAll(DOCSTRING)].map(({ index }) => index);
  let passed = 0;
  return (at) => {
    while ((ends[passed] ?? Infinity) < at) passed += 1;
    return passed % 2 === 1;
  };
}

/** The line around a place, of a long one what is near. */
function lineOf(text: string, at: number): string {
  const before = text.slice(Math.max(0, at - AROUND), at);
  const behind = text.slice(at, at + AROUND);
  const end = behind.indexOf('\n');
  return before.slice(before.lastIndexOf('\n') + 1) + (end === -1 ? behind : behind.slice(0, end));
}
