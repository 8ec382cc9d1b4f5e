import { cacheRoom } from '../../snapshot/cache-room.js';
import { snapshotFolder } from '../../snapshot/snapshot-folder.js';
import { green, red, type Check } from './check.js';
import { sizeOf } from '../../words/size-of.js';
import type { DoctorPorts } from './doctor-ports.js';

const LEAST_FREE_BYTES = 500 * 1024 * 1024;

/** What the disk has left, and the cache of snapshots. */
export async function checkDisk({ dataFolder }: DoctorPorts): Promise<Check[]> {
  const { free, used, most } = await cacheRoom(snapshotFolder(dataFolder));
  const found = free === null ? 'the disk does not say what it has left' : `${sizeOf(free)} free`;
  return [
    free === null || free >= LEAST_FREE_BYTES
      ? green('disk', found)
      : red('disk', found, `make room where ${dataFolder} lies`),
    green('snapshots', `${sizeOf(used)} in the cache of this machine, ${sizeOf(most)} at most`),
  ];
}
