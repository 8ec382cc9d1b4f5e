/** Bounds of what is unpacked; what lies beyond is named, not read (faults S28 and E13 of the threat list). */
export interface SnapshotCaps {
  /** Bytes of all kept files together. */
  totalBytes: number;
  fileBytes: number;
  files: number;
  /** Unpacked bytes, kept or not, after which the archive is refused. */
  archiveBytes: number;
}

export const defaultCaps: SnapshotCaps = {
  totalBytes: 512 * 1024 * 1024,
  fileBytes: 5 * 1024 * 1024,
  files: 100_000,
  archiveBytes: 4 * 1024 * 1024 * 1024,
};
