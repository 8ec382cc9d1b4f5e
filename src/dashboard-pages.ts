import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Hono, type Context } from 'hono';
import { packageFolder } from './version.js';

/** Whether the reader may be signed in: the page need not ask where the answer is known. */
export type DoorState = 'open' | 'stranger' | 'closed';

export interface DashboardOptions {
  /** Of GitHub's own pages, which show people's pictures and take the form that makes the App. */
  githubUrl: string;
  /** By the cookies of a request. `closed`: nobody can sign in at this server. */
  door(cookies: string | null): DoorState;
  /** Where the built page lies; left out: that of this package. */
  folder?: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
};
/** Pictures and fonts are packed already. */
const PACKABLE = new Set(['.html', '.js', '.css', '.svg', '.json', '.txt']);
/** Of the first part of an address: behind any other there is no page. */
const PAGES = new Set(
  `login setup overview repos reviews findings team memory workflows executions integrations replay usage events audit settings
  tokens doctor`.split(/\s+/),
);
const pack = promisify(gzip);

interface Held {
  body: Buffer;
  type: string;
  tag: string;
  packed: Promise<Buffer> | null;
}

/**
 * The dashboard: its files, and its page at every address that nothing else answers. Everything is read once and held,
 * packed when it is first asked for. Mounted last. Null: it has not been built.
 */
export function dashboardPages({ githubUrl, door, folder = builtFolder }: DashboardOptions): Hono | null {
  const files = readFiles(folder);
  const index = files.get('/index.html')?.body.toString('utf8');
  if (index === undefined) return null;
  files.delete('/index.html');
  const pages = Object.fromEntries(
    (['open', 'stranger', 'closed'] as const).map((state) => [
      state,
      hold(Buffer.from(index.replace('<html lang="en">', `<html lang="en" data-door="${state}">`)), '.html'),
    ]),
  ) as Record<DoorState, Held>;
  const policy = pagePolicy(githubUrl);
  const routes = new Hono();
  routes.get('*', async (context) => {
    const { path } = context.req;
    const file = files.get(path);
    if (file !== undefined) {
      const isNamedByContent = path.startsWith('/assets/');
      return answer(context, file, isNamedByContent ? 'public, max-age=31536000, immutable' : 'no-cache');
    }
    const [, first = ''] = path.split('/');
    if (extname(path) !== '' && !PAGES.has(first)) return context.notFound();
    context.header('Content-Security-Policy', policy);
    context.header('X-Content-Type-Options', 'nosniff');
    context.header('Referrer-Policy', 'same-origin');
    context.header('X-Frame-Options', 'DENY');
    context.header('Cross-Origin-Opener-Policy', 'same-origin');
    context.header('Permissions-Policy', 'camera=(), geolocation=(), microphone=()');
    context.header('Vary', 'Cookie');
    context.status(first === '' || PAGES.has(first) ? 200 : 404);
    return answer(context, pages[door(context.req.header('cookie') ?? null)], 'no-cache');
  });
  return routes;
}

const builtFolder = join(packageFolder, 'dist', 'dashboard');

/** Nothing comes from elsewhere but people's pictures, and nothing that stands in a page runs. */
function pagePolicy(githubUrl: string): string {
  const { origin } = new URL(githubUrl);
  return [
    `default-src 'self'`,
    `img-src 'self' data: ${origin} https://avatars.githubusercontent.com`,
    `object-src 'none'`,
    `base-uri 'none'`,
    `form-action 'self' ${origin}`,
    `frame-ancestors 'none'`,
  ].join('; ');
}

function readFiles(folder: string): Map<string, Held> {
  const files = new Map<string, Held>();
  let entries: { isFile(): boolean; parentPath: string; name: string }[];
  try {
    entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return files;
    throw error;
  }
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const address = `/${relative(folder, path).split(sep).join('/')}`;
    files.set(address, hold(readFileSync(path), extname(path)));
  }
  return files;
}

function hold(body: Buffer, ending: string): Held {
  const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  let packed: Promise<Buffer> | null = null;
  return {
    body,
    type: TYPES[ending] ?? 'application/octet-stream',
    tag,
    get packed() {
      return PACKABLE.has(ending) ? (packed ??= pack(body)) : null;
    },
  };
}

async function answer(context: Context, { body, type, tag, packed }: Held, cache: string): Promise<Response> {
  context.header('Cache-Control', cache);
  context.header('ETag', tag);
  if (context.req.header('if-none-match') === tag) return context.body(null, 304);
  context.header('Content-Type', type);
  context.header('X-Content-Type-Options', 'nosniff');
  if (packed === null || !(context.req.header('accept-encoding') ?? '').includes('gzip'))
    return context.body(new Uint8Array(body));
  context.header('Content-Encoding', 'gzip');
  context.header('Vary', 'Accept-Encoding, Cookie');
  return context.body(new Uint8Array(await packed));
}
