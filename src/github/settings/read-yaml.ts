import { CORE_SCHEMA, defineMappingTag, defineScalarTag, defineSequenceTag, loadAll, YAMLException } from 'js-yaml';

const DEEPEST = 20;
const MOST_ALIASES = 50;

/** The value of a YAML text, or why it has none, to be put after the name of the file. */
export type YamlAnswer = { ok: true; value: unknown } | { ok: false; why: string };

/** Tags that no schema knows make a text, a list or a mapping out of what they stand before; nothing is run. */
const unknown = { matchByTagPrefix: true, identify: () => false } as const;
const SCHEMA = CORE_SCHEMA.withTags(
  ...['!', 'tag:'].flatMap((prefix) => [
    defineScalarTag(prefix, { ...unknown, resolve: (text: string) => text }),
    defineSequenceTag(prefix, {
      ...unknown,
      create: () => [] as unknown[],
      addItem: (list, item) => void list.push(item),
    }),
    defineMappingTag(prefix, {
      ...unknown,
      create: () => new Map<unknown, unknown>(),
      addPair: (map, key, value) => {
        map.set(key, value);
        return '';
      },
      has: (map, key) => map.has(key),
      keys: (map) => map.keys(),
      get: (map, key) => map.get(key),
    }),
  ]),
);

/**
 * Reads one YAML document without merge keys, dates or functions; an empty one has the value undefined. Nested deeper
 * than twenty, or with more than fifty aliases, it is refused before anything is built. Never throws.
 */
export function readYaml(text: string): YamlAnswer {
  try {
    const documents = loadAll(text, { schema: SCHEMA, maxDepth: DEEPEST, maxAliases: MOST_ALIASES });
    return documents.length > 1 ? { ok: false, why: 'has more than one document' } : { ok: true, value: documents[0] };
  } catch (error) {
    if (!(error instanceof YAMLException)) return { ok: false, why: 'is not valid YAML' };
    if (error.reason.includes('maxAliases')) return { ok: false, why: 'has too many aliases' };
    if (error.reason.includes('maxDepth')) return { ok: false, why: `is nested deeper than ${DEEPEST}` };
    return { ok: false, why: `is not valid YAML (line ${(error.mark?.line ?? 0) + 1})` };
  }
}
