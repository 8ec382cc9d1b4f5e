import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * Which AWS signature (version 4) a request has, and which it should have with `secret`
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html). Null: it has none.
 */
export function signatureOf({ method, url = '/', headers }: IncomingMessage, body: string, secret: string) {
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), Signature=(\w+)$/.exec(
      headers.authorization ?? '',
    );
  if (parts === null) return null;
  const [, id = '', day = '', region = '', service = '', signed = '', signature = ''] = parts;
  const path = new URL(url, 'http://loopback').pathname.split('/').map(encodeURIComponent).join('/');
  const names = signed.split(';');
  const canonical = [
    method,
    path,
    '',
    ...names.map((name) => `${name}:${String(headers[name]).trim().replaceAll(/\s+/g, ' ')}`),
    '',
    signed,
    hash(body),
  ].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, hash(canonical)].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce<Buffer | string>(
    (last, part) => createHmac('sha256', last).update(part).digest(),
    `AWS4${secret}`,
  );
  const expected = createHmac('sha256', key).update(text).digest('hex');
  return { id, region, service, names, isRight: signature === expected };
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
