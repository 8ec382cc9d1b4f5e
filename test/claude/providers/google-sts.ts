import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { TOKEN } from './scripted-vertex.js';

/** A Security Token Service on loopback, and a file of credentials (workload identity) that leads to it. */
export async function startGoogleSts() {
  let refusal: { status: number; body: unknown } | null = null;
  const grants: string[] = [];
  const server = createServer(async (http, response) => {
    grants.push(new URLSearchParams(await text(http)).get('grant_type') ?? '');
    const body = {
      access_token: TOKEN,
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      token_type: 'Bearer',
      expires_in: 3600,
    };
    response.writeHead(refusal?.status ?? 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(refusal?.body ?? body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const folder = mkdtempSync(join(tmpdir(), 'nectr-google-'));
  const token = join(folder, 'token');
  const file = join(folder, 'credentials.json');
  writeFileSync(token, 'subject-token');
  writeFileSync(
    file,
    JSON.stringify({
      type: 'external_account',
      audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/x',
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      token_url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/token`,
      credential_source: { file: token },
    }),
  );
  return {
    file,
    grants,
    refuse: (next: typeof refusal) => void (refusal = next),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
