import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Projects, as they begin: a worker goes on with the files of its own project only. */
const PROJECTS: readonly string[] = ['alone', 'processes', 'faults', 'flows', 'e2e', 'shared'];
/** What takes long of the last one. */
const LONG = /\/test\/(?:workflows|conversation|github\/read\/pull-contents)/;

/** Begins with what takes long, so that no long file ends the run alone; beside that the last run says what that is. */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}

function rank({ moduleId, project }: TestSpecification): number {
  return PROJECTS.indexOf(project.name) + (project.name === PROJECTS.at(-1) && !LONG.test(moduleId) ? 1 : 0);
}
