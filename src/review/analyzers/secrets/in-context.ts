import { fileKind } from './file-kind.js';
import type { SecretMatch } from './find-secrets.js';

const AROUND = 400;
/** What stands around a key that web pages carry. */
const WEB_PAGE =
  /authDomain|messagingSenderId|firebaseapp\.com|firebaseio\.com|firebasestorage|mobilesdk_app_id|GOOGLE_APP_ID|REVERSED_CLIENT_ID|maps\.googleapis\.com\/maps|youtubei\/v1|INNERTUBE/;
const FIREBASE_FILE = /(?:^|\/)(?:google-services[^/]*\.json|GoogleService-Info[^/]*\.plist|firebase_options\.dart)$/;
/** Services of Google that bill whoever has the key. */
const BILLED = /gemini|generative|genai|vertex|palm/i;
/** Google documents that the secret of an installed app is none: https://developers.google.com/identity/protocols/oauth2#installed */
const INSTALLED =
  /"installed"\s{0,4}:|InstalledAppFlow|installed app|urn:ietf:wg:oauth:2\.0:oob|redirect_uris?["']?\s{0,4}[:=]\s{0,4}\[?\s{0,4}["']http:\/\/(?:localhost|127\.0\.0\.1)/i;
const EXAMPLE_LINE = /\bexamples?["']?\s{0,4}[:=(]|@example\b/i;

/** What the place of a match in its file makes of it; null: there it is published on purpose. */
export function inContext(match: SecretMatch, { path, text }: { path: string; text: string }): SecretMatch | null {
  const isGoogle = match.rule.id === 'secrets/google-key';
  const around = text.slice(Math.max(0, match.start - AROUND), match.end + AROUND);
  const value = text.slice(match.start, match.end);
  if (isGoogle && value.startsWith('AIza')) {
    if (FIREBASE_FILE.test(path) || WEB_PAGE.test(around) || isAlone(text, match)) return null;
    return BILLED.test(lineOf(text, match.start))
      ? { ...match, tier: 'certain' }
      : { ...match, severity: 'should-fix' };
  }
  if (isGoogle && value.startsWith('GOCSPX-') && INSTALLED.test(text))
    return { ...match, severity: 'minor', tier: 'lead' };
  const isExample = fileKind(path) === 'document' || EXAMPLE_LINE.test(lineOf(text, match.start));
  if (!isExample || match.isVerified) return match;
  // Documents show how a value looks: where nothing proves that it is a live one, it is worth a look at most.
  return match.rule.kind === 'format' ? { ...match, severity: 'minor' } : null;
}

/** Nothing on its line uses it: a list of keys that are known. */
function isAlone(text: string, { start, end }: SecretMatch): boolean {
  return !/\S/.test(lineOf(text, start).replace(text.slice(start, end), ''));
}

function lineOf(text: string, at: number): string {
  const start = Math.max(text.lastIndexOf('\n', at - 1) + 1, at - AROUND);
  const end = text.indexOf('\n', at);
  return text.slice(start, Math.min(end === -1 ? text.length : end, at + AROUND));
}
