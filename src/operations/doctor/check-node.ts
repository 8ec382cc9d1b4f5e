import { version } from '../../version.js';
import { green, red, type Check } from './check.js';
import type { DoctorPorts } from './doctor-ports.js';

const OLDEST_NODE = [20, 19] as const;

/** The versions of Nectr and Node. */
export async function checkNode({ nodeVersion }: DoctorPorts): Promise<Check[]> {
  const [major = 0, minor = 0] = nodeVersion.replace(/^v/, '').split('.').map(Number);
  const fits = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  return [
    green('version', `Nectr ${version}`),
    fits ? green('node', nodeVersion) : red('node', nodeVersion, `install Node ${OLDEST_NODE.join('.')} or newer`),
  ];
}
