import { setDeveloperMemories } from '../../memory/developer-memories.js';
import { oneOf, UsageError } from '../command-line.js';
import { printResult } from '../print-result.js';
import type { MemoriesCall } from './call.js';

/** `nectr memories developers on | off`, for the whole installation of the repository. */
export async function developers({ source, repository, args, options }: MemoriesCall): Promise<void> {
  const [given] = args;
  if (given === undefined) throw new UsageError('developers takes on or off');
  const on = oneOf('developers', ['on', 'off'], given) === 'on';
  await setDeveloperMemories(source, repository.installationId, on);
  const what = on ? 'may be remembered' : 'is not remembered and not applied';
  printResult(
    options.json,
    { developerMemories: on },
    `how people work ${what}, in ${repository.fullName} and all repositories of its installation\n`,
  );
}
