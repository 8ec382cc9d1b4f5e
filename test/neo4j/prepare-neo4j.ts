import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const POM = fileURLToPath(new URL('pom.xml', import.meta.url));
const CACHE = fileURLToPath(new URL('../../.neo4j-cache', import.meta.url));
/** Neo4j 5.26 runs on these. */
const JAVA = [17, 21] as const;
/** A first download of 128 MB took two minutes on a busy machine. */
const LONGEST_MS = 8 * 60_000;

/** The server's libraries, ready to start; or why they cannot be had here. */
export type Prepared = { libraries: string } | { missing: string };

/**
 * Looks for Java, and brings the libraries of Neo4j into the project's cache, once for each version of `pom.xml`. They
 * become visible at once and whole: whoever comes at the same time, or is killed, leaves nothing half.
 */
export async function prepareNeo4j(): Promise<Prepared> {
  const java = await javaVersion();
  if (java === null || !JAVA.some((version) => version === java))
    return { missing: `Neo4j needs Java ${JAVA.join(' or ')}; found: ${java ?? 'none'}` };
  const version = createHash('sha256').update(readFileSync(POM)).digest('hex').slice(0, 12);
  const libraries = join(CACHE, version);
  if (existsSync(libraries)) return { libraries };
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, 'incoming-'));
  try {
    const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${folder}`];
    await run('mvn', ['-q', '-B', '-f', POM, ...goal], { timeout: LONGEST_MS });
    try {
      renameSync(folder, libraries);
    } catch (error) {
      // Somebody else was faster.
      if (!existsSync(libraries)) throw error;
    }
    return { libraries };
  } catch (error) {
    const said = error instanceof Error ? error.message.trim().slice(0, 500) : String(error);
    return { missing: `Neo4j's libraries cannot be had by Maven: ${said}` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function javaVersion(): Promise<number | null> {
  try {
    const { stdout, stderr } = await run('java', ['-version'], { timeout: 30_000 });
    const version = /version "(\d+)/.exec(stderr + stdout)?.[1];
    return version === undefined ? null : Number(version);
  } catch {
    return null;
  }
}
