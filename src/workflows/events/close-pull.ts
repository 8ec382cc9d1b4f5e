import type { EntityManager } from 'typeorm';
import { ensureRepository } from '../../installations/ensure-repository.js';
import { requestIndex } from '../history/index-event.js';
import { isMerge, requestLearning } from '../learning/request-learning.js';
import { endRuns } from './end-runs.js';
import { completed, ignored, type EventRow, type Handled } from './handled.js';
import { lockPull } from './lock-pull.js';
import { pullSubject } from './pull-subject.js';
import { upsertPull } from './upsert-pull.js';

/** A pull request is closed: its runs end, and from one that was merged is learned. */
export async function closePull(manager: EntityManager, event: EventRow): Promise<Handled> {
  const subject = pullSubject(event.event_type, event.delivery_id, event.payload);
  if (subject.kind !== 'pull') return ignored('no pull request in the payload');
  const owner = await ensureRepository(manager, event.payload);
  if ('refused' in owner) return ignored(owner.refused);
  await lockPull(manager, owner.repository.id, subject.number);
  const ids = { installationId: owner.installation.id, repositoryId: owner.repository.id };
  const pull = await upsertPull(manager, ids, subject.pull);
  if (!pull) return ignored('a newer event of this pull request came first');
  await endRuns(manager, pull.id, 'closed');
  await requestIndex(manager, event, owner.repository.id);
  if (isMerge(event.payload)) {
    await requestLearning(manager, { ...ids, pullRequestId: pull.id, after: 'merge' });
  }
  return completed();
}
