import { readYamlApart } from './read-yaml-apart.js';
import { inCode, keepValid, type SettingsProblem } from './keep-valid.js';
import {
  effectiveSettings,
  isMapping,
  type EffectiveSettings,
  type GivenSettings,
  type SettingsLayer,
} from './settings-layers.js';
import { defaultOf } from './settings-words.js';

const MAX_BYTES = 32 * 1024;
const MAX_NOTICES = 20;
const FILE = '`.github/nectr.yml`';

/** The settings that hold in a repository. */
export interface RepositorySettings extends EffectiveSettings {
  /** What the file sets. */
  given: GivenSettings;
  /** What is wrong with the file, as Markdown. */
  notices: string[];
}

/**
 * Reads the text of `.github/nectr.yml` and lays it over `below` (weakest first; absent: the defaults alone). Never
 * throws: what is unknown or wrong is named in `notices` (for the summary) and what holds without it is used, so that a
 * typing error switches nothing else off.
 */
export async function parseSettings(bytes: Buffer, below: readonly SettingsLayer[] = []): Promise<RepositorySettings> {
  const without = effectiveSettings(below);
  const refuse = (why: string): RepositorySettings => {
    const used = below.some(({ given }) => Object.keys(given).length > 0)
      ? 'the settings of the dashboard are used'
      : 'defaults are used';
    return { ...without, given: {}, notices: [`${FILE} ${why}: ${used}`] };
  };
  if (bytes.length > MAX_BYTES) return refuse('is larger than 32 kB');
  const text = decode(bytes);
  if (text === null) return refuse('is not UTF-8');
  const loaded = await readYamlApart(text);
  if (!loaded.ok) return refuse(loaded.why);
  if (loaded.value === null || loaded.value === undefined) return { ...without, given: {}, notices: [] };
  if (!isMapping(loaded.value)) return refuse('is not a list of keys and values');
  const notices: string[] = [];
  const given = keepValid(loaded.value, (problem) => notices.push(noticeOf(problem, without)));
  const more = notices.length - MAX_NOTICES;
  return {
    ...effectiveSettings([...below, { source: 'file', given }]),
    given,
    notices: more > 0 ? [...notices.slice(0, MAX_NOTICES), `and ${more} more in ${FILE}`] : notices,
  };
}

function decode(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function noticeOf(problem: SettingsProblem, without: EffectiveSettings): string {
  const { path, kind, item, wrong } = problem;
  if (kind === 'item') return `${item} of ${inCode(path)} in ${FILE} is left out: ${wrong}`;
  return kind === 'key'
    ? `${inCode(path)} in ${FILE} ${wrong}`
    : `${inCode(path)} in ${FILE}: ${wrong}${instead(problem, without)}`;
}

function instead({ path, schema }: SettingsProblem, { settings, sources }: EffectiveSettings): string {
  if ((sources[path] ?? 'default') !== 'default') {
    const value = valueAt(settings, path);
    const said = typeof value === 'object' ? 'what the dashboard says' : `${inCode(String(value))} of the dashboard`;
    return `; ${said} is used`;
  }
  const value = schema === null ? null : defaultOf(schema);
  return value === null ? '' : `; the default ${inCode(value)} is used`;
}

/** Of a key that is set; a rule's name may have dots, its section has none. */
function valueAt(settings: object, path: string): unknown {
  const [first = '', ...rest] = path.split('.');
  const value: unknown = Object.entries(settings).find(([key]) => key === first)?.[1];
  return rest.length > 0 && isMapping(value) ? value[rest.join('.')] : value;
}
