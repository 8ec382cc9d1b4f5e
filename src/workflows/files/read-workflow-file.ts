import { isUtf8 } from 'node:buffer';
import { readYamlApart } from '../../github/settings/read-yaml-apart.js';
import { whyUnusable } from '../definitions/why-unusable.js';
import { readDefinition, type ReadDefinition } from '../definitions/read-definition.js';
import { sizeOf } from '../../words/size-of.js';

/** Bytes of a workflow file. */
export const LARGEST_FILE = 64 * 1024;

/**
 * Reads a definition from the bytes of a YAML file. `ofRepository`: it lies in `.github/nectr/workflows` and is for its
 * own repository. What is wrong with the file as a whole has the field ''. Never throws.
 */
export async function readWorkflowFile(
  bytes: Buffer,
  { ofRepository }: { ofRepository: boolean },
): Promise<ReadDefinition> {
  if (bytes.length > LARGEST_FILE) return wrong('', `is larger than ${sizeOf(LARGEST_FILE)}`);
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

function wrong(field: string, detail: string): ReadDefinition {
  return { ok: false, errors: [{ field, detail }] };
}
