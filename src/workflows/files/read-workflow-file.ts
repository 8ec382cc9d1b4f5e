import { isUtf8 } from 'node:buffer';
import { readYamlApart } from '../../github/settings/read-yaml-apart.js';
import { readDefinition, type ReadDefinition } from '../definitions/read-definition.js';

/** Bytes of a workflow file. */
export const LARGEST_FILE = 64 * 1024;

/** Keys and values; a file of that size has fewer without aliases. */
const MOST_VALUES = 65_536;
const DEEPEST = 50;
const UNSTORABLE = /\0|\p{Surrogate}/u;

/**
 * Reads a definition from the bytes of a YAML file. `ofRepository`: it lies in `.github/nectr/workflows` and is for its
 * own repository. What is wrong with the file as a whole has the field ''. Never throws.
 */
export async function readWorkflowFile(
  bytes: Buffer,
  { ofRepository }: { ofRepository: boolean },
): Promise<ReadDefinition> {
  if (bytes.length > LARGEST_FILE) return wrong('', `is larger than ${LARGEST_FILE / 1024} kB`);
  if (!isUtf8(bytes)) return wrong('', 'is not UTF-8 text');
  const yaml = await readYamlApart(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  if (!yaml.ok) return wrong('', yaml.why);
  if (yaml.value === undefined || yaml.value === null) return wrong('', 'is empty');
  const why = whyUnusable(yaml.value);
  if (why !== null) return wrong('', why);
  const read = readDefinition(yaml.value);
  if (read.ok && ofRepository && read.definition.repositories !== null)
    return wrong('repositories', 'a file is for the repository it lies in: leave this away');
  return read;
}

/**
 * What our tables cannot hold, and what is small as YAML alone: an alias stands for all it names, itself among it. Null: it
 * can be read.
 */
function whyUnusable(value: unknown): string | null {
  const left = [{ value, depth: 0 }];
  for (let seen = 0, next = left.pop(); next !== undefined; next = left.pop()) {
    const { value: one, depth } = next;
    if (++seen > MOST_VALUES) return 'is too large with its aliases';
    if (depth > DEEPEST) return `is nested deeper than ${DEEPEST} with its aliases`;
    if (typeof one === 'string' && UNSTORABLE.test(one)) return 'holds a NUL or half of a character';
    if (typeof one !== 'object' || one === null) continue;
    if (one instanceof Map) return 'has a tag (!) before keys and values';
    for (const pair of Object.entries(one)) for (const each of pair) left.push({ value: each, depth: depth + 1 });
  }
  return null;
}

function wrong(field: string, detail: string): ReadDefinition {
  return { ok: false, errors: [{ field, detail }] };
}
