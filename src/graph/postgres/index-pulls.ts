import { GraphRefusedError } from '../graph-refused-error.js';
import { newerThan, newestOfEach } from '../rows/newest-of-each.js';
import { renamesOf } from '../rows/renames-of.js';
import type { PullRecord, RepositoryKey } from '../types.js';
import { countContributions } from './count-contributions.js';
import { holdRepository } from './hold-repository.js';
import { knownTimes } from './known-times.js';
import { lockDevelopers } from './lock-developers.js';
import { renameDevelopers } from './rename-developers.js';
import { replaceAuthors } from './replace-authors.js';
import { replaceCloses } from './replace-closes.js';
import { replaceReviewers } from './replace-reviewers.js';
import { replaceTouches } from './replace-touches.js';
import type { Runner } from './runner.js';
import { settlePeople } from '../rows/settle-people.js';
import { upsertDevelopers } from './upsert-developers.js';
import { upsertIssues } from './upsert-issues.js';
import { upsertPulls } from './upsert-pulls.js';
import { writeRenames } from './write-renames.js';

/**
 * Writes pull requests with their edges, instead of what was known of them. `runner` is one transaction. Of several
 * records of one pull request, one that is known counted, the newest is right as a whole: an older one changes nothing,
 * people and issues included. Throws GraphRefusedError where the repository was purged.
 */
export async function indexPulls(
  runner: Runner,
  repository: RepositoryKey,
  given: readonly PullRecord[],
): Promise<void> {
  await lockDevelopers(runner, repository.installationId);
  if (!(await holdRepository(runner, repository))) throw new GraphRefusedError('purged');
  const newest = newestOfEach(given);
  const known = await knownTimes(
    runner,
    repository,
    newest.map(({ number }) => number),
  );
  const pulls = newerThan(known, newest);
  if (pulls.length === 0) return;
  const people = settlePeople(pulls);
  await renameDevelopers(runner, repository.installationId, people.developers);
  await upsertDevelopers(runner, repository.installationId, people.developers);
  await upsertIssues(
    runner,
    repository,
    pulls.flatMap(({ closes }) => closes),
  );
  await upsertPulls(runner, repository, pulls, people);
  await replaceTouches(runner, repository, pulls);
  const authors = await replaceAuthors(runner, repository, pulls, people);
  await replaceReviewers(runner, repository, pulls, people);
  await replaceCloses(runner, repository, pulls);
  await writeRenames(runner, repository, pulls.flatMap(renamesOf));
  await countContributions(runner, repository, authors);
}
