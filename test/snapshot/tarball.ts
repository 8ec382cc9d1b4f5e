import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack, type Header } from 'tar-stream';

/** One entry of an archive. */
export type Part = [header: Partial<Header> & { name: string }, body?: string | Buffer];

/** A gzipped tar of these entries, with the end mark. */
export async function tarball(...parts: Part[]): Promise<Buffer> {
  const archive = pack();
  for (const [header, body = ''] of parts) archive.entry(header, body);
  archive.finalize();
  return gzipSync(await buffer(archive));
}

/**
 * One entry byte by byte, for what no packer writes:
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html
 */
export function rawEntry(name: string | Buffer, body: string, type = '0'): Buffer {
  const bytes = Buffer.from(body);
  const header = Buffer.alloc(512);
  Buffer.from(name).copy(header, 0, 0, 100);
  header.write('0000644\0', 100);
  header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write(`${'0'.repeat(11)}\0`, 136);
  header.write(`        ${type}`, 148);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}
