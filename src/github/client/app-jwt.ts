import { createSign } from 'node:crypto';

/**
 * A JWT that authenticates the App itself for nine minutes.
 * `skewMs` is GitHub's clock minus ours, for machines whose clock is wrong.
 * Rule: https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app
 */
export function appJwt(app: { appId: string | number; privateKey: string }, now: Date, skewMs = 0): string {
  const seconds = Math.floor((now.getTime() + skewMs) / 1000);
  const payload = { iat: seconds - 60, exp: seconds + 540, iss: String(app.appId) };
  const signed = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(payload)}`;
  const signature = createSign('RSA-SHA256').update(signed).sign(app.privateKey, 'base64url');
  return `${signed}.${signature}`;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
