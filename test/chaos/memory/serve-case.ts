import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack, type Pack } from 'tar-stream';
import type { MemoryCase } from './cases.js';

export const HEAD = 'a'.repeat(40);
export const BASE = 'b'.repeat(40);

/** A GitHub of one pull request, on loopback: as much of it as a review reads. */
export async function serveCase(memoryCase: MemoryCase): Promise<{ url: string; close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'nectr-memory-case-'));
  const tarball = join(folder, 'tree.tgz');
  await packCase(memoryCase, tarball);
  const server = createServer((request, response) => {
    answer(memoryCase, tarball, request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answer(
  memoryCase: MemoryCase,
  tarball: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { files } = memoryCase;
  request.resume();
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x.test');
  const json = (body: unknown, status = 200) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  if (pathname.endsWith('/access_tokens'))
    return json({ token: `ghs_${'m'.repeat(40)}`, expires_at: new Date(Date.now() + 3_600_000).toISOString() });
  if (pathname.endsWith('/files')) {
    const [size, page] = [Number(searchParams.get('per_page')), Number(searchParams.get('page'))];
    return json(files.slice((page - 1) * size, page * size).map(rowOf));
  }
  if (/\/pulls\/\d+$/.test(pathname)) return json(pullOf(memoryCase));
  if (pathname.includes('/compare/')) return json({ merge_base_commit: { sha: BASE } });
  const blob = /\/contents\/(.+)$/.exec(pathname)?.[1];
  if (blob !== undefined) {
    const bytes = blobAt(memoryCase, decodeURIComponent(blob), searchParams.get('ref') ?? '');
    if (bytes === null) return json({ message: 'Not Found' }, 404);
    response
      .writeHead(200, { 'content-type': 'application/vnd.github.raw', 'content-length': bytes.length })
      .end(bytes);
    return;
  }
  if (pathname.includes('/tarball/')) return pipeline(createReadStream(tarball), response);
  json({ message: 'Not Found' }, 404);
}

function rowOf({ path, previous, status, additions, deletions, patch }: MemoryCase['files'][number]) {
  return {
    filename: path,
    ...(previous === undefined ? {} : { previous_filename: previous }),
    status,
    additions,
    deletions,
    changes: additions + deletions,
    ...(patch === undefined ? {} : { patch: patch() }),
  };
}

function pullOf({ files }: MemoryCase) {
  return {
    number: 1,
    title: 'Much',
    body: '',
    state: 'open',
    user: { login: 'dora', type: 'User' },
    base: { ref: 'main', sha: BASE, repo: { full_name: 'acme/shop' } },
    head: { ref: 'topic', sha: HEAD, repo: { full_name: 'acme/shop' } },
    changed_files: files.length,
    additions: files.reduce((sum, { additions }) => sum + additions, 0),
    deletions: 0,
  };
}

/** A path that was renamed has its text under both names. */
function blobAt({ files }: MemoryCase, path: string, sha: string): Buffer | null {
  const side = (file: MemoryCase['files'][number]) => (sha === HEAD ? file.path : (file.previous ?? null));
  return files.find((file) => side(file) === path)?.text() ?? null;
}

/** Packed without compression, so that no archive is refused for its ratio: what is in it has to be borne. */
async function packCase({ files, others }: MemoryCase, path: string): Promise<void> {
  const archive = pack();
  const written = pipeline(archive, createGzip({ level: 0 }), createWriteStream(path));
  for (const file of files) await put(archive, file.path, file.text());
  for (let index = 0; index < (others?.count ?? 0); index += 1)
    await put(archive, others?.path(index) ?? '', others?.text(index) ?? Buffer.alloc(0));
  archive.finalize();
  await written;
}

function put(archive: Pack, path: string, text: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    archive.entry({ name: `acme-shop-aaaaaaa/${path}` }, text, (error) => (error ? reject(error) : resolve()));
  });
}
