import { listMemories } from '../memory/list-memories.js';
import { type Answer, type ConversationPorts, say } from './ports.js';
import { renderMemories } from './render-memories.js';

/** More are not read: the list says that there are. */
const MOST = 200;

/**
 * What is remembered for this repository, and here. A comment is read by everybody: what is remembered of people is
 * left out of it.
 */
export async function showMemories(ports: ConversationPorts): Promise<Answer> {
  const { source, installationId, repositoryId, pullRequestId } = ports;
  const memories = await listMemories(source, {
    installationId,
    repositoryId,
    pullRequestId,
    viewer: null,
    limit: MOST + 1,
  });
  return say(renderMemories(memories.slice(0, MOST), { ...ports, isCut: memories.length > MOST }));
}
