import { Transform } from 'node:stream';
import type { SnapshotCaps } from './snapshot-caps.js';
import { TarballError, TarballTooLargeError } from './tarball-error.js';

/** Two blocks of zeros end every tar: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html */
const END_OF_ARCHIVE = 1024;
/** Small archives of repeated text pack far better than large ones do; below this the ratio says nothing. */
const RATIO_COUNTS_FROM = 16 * 1024 * 1024;

/**
 * Two pass-throughs to put around the gunzip. They fail with TarballError when the archive unpacks to more than
 * `archiveBytes`, to more than `ratio` times what was downloaded, or ends before its end mark. Headers count too, so
 * millions of empty entries do not slip through.
 */
export function meterArchive({ archiveBytes, ratio }: Pick<SnapshotCaps, 'archiveBytes' | 'ratio'>): {
  packed: Transform;
  unpacked: Transform;
} {
  let downloaded = 0;
  let seen = 0;
  let zeros = 0;
  const packed = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      downloaded += chunk.length;
      done(null, chunk);
    },
  });
  const unpacked = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      const trailing = trailingZeros(chunk);
      zeros = trailing === chunk.length ? zeros + trailing : trailing;
      if (seen > archiveBytes) done(new TarballTooLargeError(`the repository is larger than ${archiveBytes} bytes`));
      else if (seen > RATIO_COUNTS_FROM && seen > downloaded * ratio)
        done(new TarballTooLargeError(`the archive unpacks to more than ${ratio} times its size`));
      else done(null, chunk);
    },
    flush(done) {
      done(zeros < END_OF_ARCHIVE ? new TarballError('the archive of the repository ends too early') : null);
    },
  });
  return { packed, unpacked };
}

/** At most as many as the end mark has. */
function trailingZeros(chunk: Buffer): number {
  const least = Math.max(0, chunk.length - END_OF_ARCHIVE);
  let at = chunk.length;
  while (at > least && chunk[at - 1] === 0) at -= 1;
  return chunk.length - at;
}
