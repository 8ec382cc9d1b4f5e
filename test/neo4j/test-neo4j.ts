import { connect } from 'node:net';
import { inject } from 'vitest';
import type { ServedNeo4j } from './serve-neo4j.js';

/**
 * The real Neo4j that all test files share, started by the first that asks; or why there is none here, for the name of
 * what is skipped. Each test keeps to an installation of its own. Throws where CI needs it (NEO4J_REQUIRED).
 */
export async function testNeo4j(): Promise<ServedNeo4j> {
  const served = await ask(inject('neo4jSocket'));
  if ('missing' in served && process.env['NEO4J_REQUIRED'] !== undefined) throw new Error(served.missing);
  return served;
}

function ask(socket: string): Promise<ServedNeo4j> {
  return new Promise((resolve, reject) => {
    let answer = '';
    connect(socket)
      .setEncoding('utf8')
      .on('data', (part: string) => (answer += part))
      .on('error', reject)
      .on('end', () => resolve(JSON.parse(answer) as ServedNeo4j));
  });
}
