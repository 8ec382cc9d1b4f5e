import type { Check } from './check.js';
import { checkArchive } from './check-archive.js';
import { checkIntegrations } from './check-integrations.js';
import { checkMcp } from './check-mcp.js';
import { checkMem0 } from './check-mem0.js';
import type { DoctorPorts } from './doctor-ports.js';
import { checkConfig } from './check-config.js';
import { checkNode } from './check-node.js';
import { checkDisk } from './check-disk.js';
import { checkDatabase } from './check-database.js';
import { checkClaude } from './check-claude.js';
import { checkNeo4j } from './check-neo4j.js';
import { checkGitHub } from './check-github.js';

/** Looks at everything a review needs. Never throws: what cannot be looked at is red. */
export async function examine(ports: DoctorPorts): Promise<Check[]> {
  const groups = await Promise.all([
    checkNode(ports),
    checkConfig(ports),
    checkDisk(ports),
    checkArchive(ports.config),
    checkDatabase(ports),
    checkGitHub(ports),
    checkClaude(ports),
    checkNeo4j(ports),
    checkMem0(ports),
    checkMcp(ports),
    checkIntegrations(ports),
  ]);
  return groups.flat();
}
