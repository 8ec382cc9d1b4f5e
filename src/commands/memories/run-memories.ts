import { findRepositories } from '../../installations/find-repositories.js';
import { memoryFileSchema } from '../../memory/files/memory-file.js';
import type { Env } from '../command-line.js';
import { withDatabase } from '../with-database.js';
import { add } from './add.js';
import type { MemoriesCall, MemoriesOptions } from './call.js';
import { change } from './change.js';
import { decide } from './decide.js';
import { developers } from './developers.js';
import { exportFile } from './export.js';
import { forget } from './forget.js';
import { importFile } from './import.js';
import { list } from './list.js';
import { restore } from './restore.js';
import { why } from './why.js';

/** What is done with the memories of a repository. */
export type MemoriesVerb =
  | 'list'
  | 'add'
  | 'approve'
  | 'disable'
  | 'enable'
  | 'forget'
  | 'restore'
  | 'export'
  | 'import'
  | 'why'
  | 'decide'
  | 'developers';

const VERBS: Readonly<Record<MemoriesVerb, (call: MemoriesCall) => Promise<void>>> = {
  list,
  add,
  approve: (call) => change(call, 'approve'),
  disable: (call) => change(call, 'disable'),
  enable: (call) => change(call, 'enable'),
  forget,
  restore,
  export: exportFile,
  import: importFile,
  why,
  decide,
  developers,
};

interface Wanted {
  verb: MemoriesVerb;
  /** `owner/name`. */
  repo: string;
  /** Behind the verb. */
  args: readonly string[];
  options: MemoriesOptions;
}

/** `nectr memories` on a repository. Sets the exit code as its help says; may throw UsageError. */
export async function runMemories(env: Env, { verb, repo, args, options }: Wanted): Promise<void> {
  await withDatabase(env, 'memories', async (source, config) => {
    const found = await findRepositories(source, repo);
    const [repository] = found;
    if (repository === undefined || found.length > 1) {
      const why = found.length > 1 ? `${repo} belongs to several installations` : `Nectr is not installed on ${repo}`;
      process.stderr.write(`${why}; \`nectr graph status\` lists the repositories.\n`);
      process.exitCode = 2;
      return;
    }
    await VERBS[verb]({ source, config, repository, args, options });
  });
}

/** `nectr memories schema`. */
export function printSchema(): void {
  process.stdout.write(memoryFileSchema());
}
