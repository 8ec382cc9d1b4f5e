import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { appendFile, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { sha256 } from '../../access/sha256.js';
import { BackupError } from './backup-error.js';

const MAGIC = 'NECTRBAK';
const VERSION = 1;
/** Magic, format version, length of the manifest and its SHA-256: `NECTRBAK 0001 00001234 <64 hex>` and a line end. */
const FOOTER_BYTES = 8 + 1 + 4 + 1 + 8 + 1 + 64 + 1;

/**
 * What stands behind the content of a backup. The content comes first, so that it stays what it is to other tools: SQL
 * for psql behind gzip (`rows`), or an archive for pg_restore (`pg_dump`).
 */
const manifestSchema = z.object({
  kind: z.enum(['rows', 'pg_dump']),
  createdAt: z.string(),
  nectr: z.string(),
  /** The server's `server_version_num`. */
  postgres: z.number(),
  /** Version of the tool that wrote the archive, such as 15.18; null with `rows`. */
  pgDump: z.string().nullable(),
  /** The migrations that had run, in their order, and the engine's own level. */
  migrations: z.array(z.string()),
  engine: z.number(),
  /** What is made of the secret key that encrypts, and tells nothing of it; null: none was known. */
  keyCheck: z.string().nullable(),
  /** Where the knowledge graph lay: Neo4j is in no backup. */
  graph: z.enum(['postgresql', 'neo4j']),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()), rows: z.number(), bytes: z.number() })),
  sequences: z.array(z.object({ name: z.string(), value: z.string(), called: z.boolean() })),
  bytes: z.number(),
  sha256: z.string(),
});

export type Manifest = z.infer<typeof manifestSchema>;

/** Puts the manifest behind the content of `path`, with the content's length and SHA-256. */
export async function sealBackup(path: string, manifest: Omit<Manifest, 'bytes' | 'sha256'>): Promise<Manifest> {
  const sealed = { ...manifest, ...(await measure(path)) };
  const json = Buffer.from(JSON.stringify(sealed));
  const parts = [MAGIC, String(VERSION).padStart(4, '0'), String(json.length).padStart(8, '0'), sha256(json)];
  await appendFile(path, Buffer.concat([json, Buffer.from(`${parts.join(' ')}\n`)]), { flush: true });
  return sealed;
}

/**
 * The manifest of a backup whose content is whole and unchanged. Throws BackupError if it is not, if the file is none,
 * or of a later version; and what the file system throws.
 */
export async function checkBackup(path: string): Promise<Manifest> {
  const manifest = await readManifest(path);
  const found = await measure(path, manifest.bytes);
  if (found.bytes !== manifest.bytes || found.sha256 !== manifest.sha256)
    throw new BackupError(`${path} is damaged: its content has another checksum than when it was made`);
  return manifest;
}

/** The content alone, as it was written. */
export function openContent(path: string, { bytes }: Manifest): NodeJS.ReadableStream {
  return bytes === 0 ? Readable.from([]) : createReadStream(path, { end: bytes - 1 });
}

async function openBackup(path: string): ReturnType<typeof open> {
  try {
    return await open(path, 'r');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new BackupError(`there is no file ${path}`, { cause: error });
    throw error;
  }
}

async function readManifest(path: string): Promise<Manifest> {
  const file = await openBackup(path);
  try {
    const found = await file.stat();
    if (!found.isFile()) throw new BackupError(`${path} is no file`);
    const tail = await readAt(file, found.size - FOOTER_BYTES, FOOTER_BYTES);
    const footer = /^NECTRBAK (\d{4}) (\d{8}) ([0-9a-f]{64})\n$/.exec(tail.toString('latin1'));
    if (footer === null)
      throw new BackupError(`${path} is no backup of Nectr, or its end is missing: take a whole copy of it`);
    const [, version, length, sum] = footer;
    if (Number(version) !== VERSION)
      throw new BackupError(`${path} was made by another version of Nectr: restore it with that one`);
    const json = await readAt(file, found.size - FOOTER_BYTES - Number(length), Number(length));
    if (sha256(json) !== sum) throw new BackupError(`${path} is damaged: what it says of itself was changed`);
    const manifest = manifestSchema.parse(JSON.parse(json.toString()));
    if (manifest.bytes !== found.size - FOOTER_BYTES - json.length)
      throw new BackupError(`${path} is damaged: a part of it is missing`);
    return manifest;
  } finally {
    await file.close();
  }
}

async function readAt(file: Awaited<ReturnType<typeof open>>, at: number, length: number): Promise<Buffer> {
  if (at < 0) return Buffer.alloc(0);
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, at);
  return buffer.subarray(0, bytesRead);
}

async function measure(path: string, upTo?: number): Promise<{ bytes: number; sha256: string }> {
  const sum = createHash('sha256');
  let bytes = 0;
  if (upTo !== 0) {
    for await (const chunk of createReadStream(path, upTo === undefined ? {} : { end: upTo - 1 })) {
      sum.update(chunk as Buffer);
      bytes += (chunk as Buffer).length;
    }
  }
  return { bytes, sha256: sum.digest('hex') };
}
