import { newerThan, newestOfEach } from '../rows/newest-of-each.js';
import { renamesOf } from '../rows/renames-of.js';
import { settlePeople } from '../rows/settle-people.js';
import type { PullRecord, RepositoryKey } from '../types.js';
import { countContributions } from './count-contributions.js';
import { holdInstallation } from './hold-installation.js';
import { holdRepository } from './hold-repository.js';
import { knownTimes } from './known-times.js';
import type { Run } from './open-store.js';
import { renameDevelopers } from './rename-developers.js';
import { replaceAuthors } from './replace-authors.js';
import { replaceCloses } from './replace-closes.js';
import { replaceReviewers } from './replace-reviewers.js';
import { replaceTouches } from './replace-touches.js';
import { upsertDevelopers } from './upsert-developers.js';
import { upsertIssues } from './upsert-issues.js';
import { upsertPulls } from './upsert-pulls.js';
import { writeRenames } from './write-renames.js';

/**
 * Writes pull requests with their edges, instead of what was known of them. `run` is one transaction. Of several
 * records of one pull request, one that is known counted, the newest is right as a whole: an older one changes nothing,
 * people and issues included. Throws GraphRefusedError where the repository was purged.
 */
export async function indexPulls(run: Run, repository: RepositoryKey, given: readonly PullRecord[]): Promise<void> {
  await holdInstallation(run, repository.installationId);
  await holdRepository(run, repository);
  const newest = newestOfEach(given);
  const known = await knownTimes(
    run,
    repository,
    newest.map(({ number }) => number),
  );
  const pulls = newerThan(known, newest);
  if (pulls.length === 0) return;
  const people = settlePeople(pulls);
  await renameDevelopers(run, repository.installationId, people.developers);
  await upsertDevelopers(run, repository.installationId, people.developers);
  await upsertIssues(
    run,
    repository,
    pulls.flatMap(({ closes }) => closes),
  );
  await upsertPulls(run, repository, pulls, people);
  await replaceTouches(run, repository, pulls);
  const authors = await replaceAuthors(run, repository, pulls, people);
  await replaceReviewers(run, repository, pulls, people);
  await replaceCloses(run, repository, pulls);
  await writeRenames(run, repository, pulls.flatMap(renamesOf));
  await countContributions(run, repository, authors);
}
