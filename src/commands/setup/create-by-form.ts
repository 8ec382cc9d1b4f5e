import { randomBytes } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { Problem } from '../../api/door/problem.js';
import { GITHUB } from '../../setup/addresses.js';
import { appManifest, hookUrl, manifestForm, suggestName } from '../../setup/app-manifest.js';
import { convertCode } from '../../setup/convert-code.js';
import { isLoopback } from '../../access/is-loopback.js';
import type { SetupCommand } from './with-setup.js';

/**
 * Serves a form on this machine that creates the App on GitHub, and waits until GitHub leads the browser back, or until
 * somebody types the code that stands in the address it led to. Stores the App. Throws a Problem.
 */
export async function createByForm(
  { config, stored }: SetupCommand,
  { org = null, name = suggestName(org) }: { org?: string | null | undefined; name?: string | undefined },
): Promise<void> {
  const githubUrl = config.gheHost === null ? GITHUB : `${config.GHE_PROTOCOL}://${config.gheHost}`;
  const backend = config.backendUrl ?? `http://localhost:${config.PORT}`;
  const hook = new URL(hookUrl(backend, config.webhookProxyUrl));
  if (githubUrl === GITHUB && isLoopback(hook.hostname))
    throw new Problem(422, `GitHub refuses ${hook.host}, which only this machine reaches: say --url or --channel.`);
  const state = randomBytes(24).toString('base64url');
  const place = { origin: backend, backendUrl: config.backendUrl, proxyUrl: config.webhookProxyUrl, name };
  const waiting = await serveForm(state, (port) => ({
    action: manifestForm(githubUrl, org, state),
    manifest: { ...appManifest(place), redirect_url: `http://127.0.0.1:${port}/code` },
  }));
  const { port } = waiting;
  process.stdout.write(`Open this in a browser on this machine:

  http://127.0.0.1:${port}/${state}

From another machine, bring it there first: ssh -L ${port}:127.0.0.1:${port} <this machine>
GitHub leads the browser back here. If it cannot, paste the address that it led to, or the code in it:
`);
  const typed = typedCode(state);
  try {
    const app = await convertCode(githubUrl, await Promise.race([waiting.code, typed.code]));
    await stored.write('app', app);
    process.stdout.write(`${app.name} is stored.\n`);
  } finally {
    typed.end();
    await waiting.close();
  }
}

interface FormOf {
  action: string;
  manifest: object;
}

async function serveForm(state: string, formOf: (port: number) => FormOf) {
  let port = 0;
  let tell: (code: string) => void = () => undefined;
  const code = new Promise<string>((resolve) => (tell = resolve));
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const given = searchParams.get('code');
    if (pathname === `/${state}`) return page(response, formOf(port));
    if (pathname !== '/code' || given === null || searchParams.get('state') !== state)
      return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
    response.end('The App is made. Go on where `nectr setup` runs.\n');
    tell(given);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  ({ port } = server.address() as AddressInfo);
  return {
    port,
    code,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

function page(response: ServerResponse, { action, manifest }: FormOf): void {
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': `default-src 'none'; form-action ${new URL(action).origin}; frame-ancestors 'none'`,
  });
  response.end(`<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Create the App on GitHub</title>
<h1>Create the App on GitHub</h1>
<p>GitHub shows what the App asks for, and leads back here.</p>
<form method="post" action="${escape(action)}"><input type="hidden" name="manifest" value="${escape(JSON.stringify(manifest))}">
<button>Create on GitHub</button></form></html>
`);
}

/** A whole address, whose state has to be ours, or a code by itself. */
function typedCode(state: string): { code: Promise<string>; end(): void } {
  const lines = createInterface({ input: process.stdin });
  const code = new Promise<string>((resolve) => {
    lines.on('line', (line) => {
      const text = line.trim();
      const url = URL.canParse(text) ? new URL(text) : null;
      const found = url === null ? text : url.searchParams.get('state') === state ? url.searchParams.get('code') : null;
      if (found !== null && /^[\w-]{10,200}$/.test(found)) resolve(found);
      else if (text !== '') process.stderr.write('This is no code, or one of another try.\n');
    });
  });
  return { code, end: () => lines.close() };
}

function escape(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replaceAll(/[&<>"]/g, (letter) => entities[letter] ?? letter);
}
