import { inertLine } from '../markdown/inert.js';
import { listMemories } from '../memory/list-memories.js';
import { type Answer, type ConversationPorts, say } from './ports.js';
import { renderMemories } from './render-memories.js';

/** More are not read: the list says that there are. */
const MOST = 200;

/**
 * What is remembered for this repository, and here, with what its memory file says now. A comment is read by everybody: what is remembered of people is
 * left out of it.
 */
export async function showMemories(ports: ConversationPorts): Promise<Answer> {
  const { source, installationId, repositoryId, pullRequestId } = ports;
  const notices = await ports.followMemories();
  const memories = await listMemories(source, {
    installationId,
    repositoryId,
    pullRequestId,
    viewer: null,
    limit: MOST + 1,
  });
  const list = renderMemories(memories.slice(0, MOST), { ...ports, isCut: memories.length > MOST });
  return say([list, ...notices.map((notice) => `> ⚠️ ${inertLine(notice, ports.clean)}`)].join('\n\n'));
}
