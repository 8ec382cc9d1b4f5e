import { isRuleId, ruleIds } from '../../github/settings/settings-schema.js';
import { pathGlob } from '../../memory/path-glob.js';
import { SAID_TYPES, type SaidMemory, sayMemory } from '../../memory/say-memory.js';
import { MEMORY_FILE_PORTS } from '../../workflows/pulls/follow-memory-file.js';
import { nearest } from '../../words/nearest.js';
import { oneOf, UsageError, wholeNumber } from '../command-line.js';
import { printResult } from '../print-result.js';
import { type MemoriesCall, refuse } from './call.js';
import { memoryLine } from './memory-line.js';

const MOST_DAYS = 365;

/** `nectr memories add`: it holds at once. */
export async function add({ source, repository, args, options }: MemoriesCall): Promise<void> {
  const [text, ...more] = args;
  if (text === undefined || more.length > 0) throw new UsageError('add takes one text, in quotes');
  const said = await sayMemory(source, memoryOf(text, repository, options), null, MEMORY_FILE_PORTS);
  if (said.kind === 'refused') return refuse(said.reason);
  const { memory } = said;
  const added = said.kind === 'added';
  printResult(options.json, { memory, added }, `${added ? '' : 'remembered already: '}${memoryLine(memory)}\n`);
}

function memoryOf(
  text: string,
  { installationId, repositoryId }: MemoriesCall['repository'],
  options: MemoriesCall['options'],
): SaidMemory {
  const { in: place, rule, symbol, type, days } = options;
  const glob = place === undefined ? null : pathGlob(place);
  if (glob !== null && 'problem' in glob) throw new UsageError(`--in takes a path or a glob: ${glob.problem}`);
  if (rule !== undefined && !isRuleId(rule)) {
    const meant = nearest(rule, ruleIds);
    const hint = meant === null ? '; `nectr rules` lists them' : ` (did you mean ${meant}?)`;
    throw new UsageError(`--rule takes the id of a rule, not ${JSON.stringify(rule)}${hint}`);
  }
  return {
    installationId,
    type: type === undefined ? 'project_rule' : oneOf('--type', SAID_TYPES, type),
    text,
    repositoryId: options['all-repositories'] ? null : repositoryId,
    pathGlob: place ?? null,
    symbol: symbol ?? null,
    rule: rule ?? null,
    days: days === undefined ? null : wholeNumber('--days', days, { least: 1, most: MOST_DAYS }),
  };
}
