/** Bounds of what is unpacked; what lies beyond is named, not read (faults S30 and E13 of the threat list). */
export interface SnapshotCaps {
  /** Bytes of all kept files together. */
  totalBytes: number;
  fileBytes: number;
  files: number;
  /** Entries that are named as left out; of the ones beyond, only their number is kept. */
  omitted: number;
  /** Unpacked bytes, headers and what is not kept included, after which the archive is refused. */
  archiveBytes: number;
  /** Unpacked bytes for each downloaded byte, after which the archive is refused as a bomb. Source code has 3 to 10. */
  ratio: number;
}

export const defaultCaps: SnapshotCaps = {
  totalBytes: 512 * 1024 * 1024,
  fileBytes: 5 * 1024 * 1024,
  files: 200_000,
  omitted: 1000,
  archiveBytes: 4 * 1024 * 1024 * 1024,
  ratio: 200,
};
