import { isRuleId, ruleIds } from '../../github/settings/settings-schema.js';
import { addMemory, type NewMemory } from '../../memory/add-memory.js';
import { pathGlob } from '../../memory/path-glob.js';
import { RefusedMemoryError } from '../../memory/refused-memory-error.js';
import { MEMORY_FILE_PORTS } from '../../workflows/pulls/follow-memory-file.js';
import { nearest } from '../../words/nearest.js';
import { oneOf, UsageError, wholeNumber } from '../command-line.js';
import { printResult } from '../print-result.js';
import { type MemoriesCall, refuse } from './call.js';
import { memoryLine } from './memory-line.js';
import { memorySource } from '../../memory/memory-source.js';

/** What is about people is learned from what they say themselves. */
const TYPES = ['project_rule', 'project_pattern', 'decision', 'risk_module'] as const;
const MOST_DAYS = 365;

/** `nectr memories add`: it holds at once. */
export async function add({ source, repository, args, options }: MemoriesCall): Promise<void> {
  const [text, ...more] = args;
  if (text === undefined || more.length > 0) throw new UsageError('add takes one text, in quotes');
  const { clean, speaksToModel } = MEMORY_FILE_PORTS;
  if ([text, options.in ?? '', options.symbol ?? ''].some((each) => clean(each) !== each)) {
    return refuse('Nothing was remembered: this looks like it holds a secret.');
  }
  if (speaksToModel(text)) {
    return refuse('Nothing was remembered: this speaks to a model. Say what holds for the code.');
  }
  const entry = entryOf(text, repository, options);
  try {
    const { memory, added } = await addMemory(source, entry);
    printResult(options.json, { memory, added }, `${added ? '' : 'remembered already: '}${memoryLine(memory)}\n`);
  } catch (error) {
    if (!(error instanceof RefusedMemoryError)) throw error;
    refuse(error.message);
  }
}

function entryOf(
  text: string,
  { installationId, repositoryId }: MemoriesCall['repository'],
  options: MemoriesCall['options'],
): NewMemory {
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
    type: type === undefined ? 'project_rule' : oneOf('--type', TYPES, type),
    text,
    state: 'active',
    scope: {
      repositoryId: options['all-repositories'] ? null : repositoryId,
      pathGlob: glob?.glob ?? null,
      symbol: symbol ?? null,
      rule: rule ?? null,
      developer: null,
    },
    source: memorySource('api'),
    author: null,
    confidence: 1,
    days: days === undefined ? null : wholeNumber('--days', days, { least: 1, most: MOST_DAYS }),
  };
}
