import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Projects, as they begin: a worker goes on with the files of its own project only. */
const PROJECTS: readonly string[] = ['alone', 'processes', 'faults', 'flows', 'e2e', 'shared'];
/** What takes long in its project: without earlier runs to go by, as in CI, files would begin by their size. */
const LONG =
  /\/test\/(?:workflows\/|conversation\/|github\/read\/pull-contents|faults\/(?:crash|workflow-crash|watchdog|github-faults)\.|pages\/(?:states|reviews|graph)\.)/;

/** Begins with what takes long, so that no long file ends the run alone; beside that the last run says what that is. */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}

function rank({ moduleId, project }: TestSpecification): number {
  return 2 * PROJECTS.indexOf(project.name) + (LONG.test(moduleId) ? 0 : 1);
}
