import { dump } from 'js-yaml';
import type { RepositorySettings } from '../github/settings/parse-settings.js';
import { isMapping, type SettingsSource } from '../github/settings/settings-layers.js';
import type { DashboardSettings } from '../ledger/read-settings-layers.js';
import { codeFence, codeSpan } from '../markdown/code-text.js';
import { inertLine } from '../markdown/inert.js';

/**
 * The settings that hold for a pull request, as the file would spell them, each key with where it comes from; who
 * changed those of the dashboard last; and what is wrong with any.
 */
export function renderSettings(
  { settings, sources, notices }: Pick<RepositorySettings, 'settings' | 'sources' | 'notices'>,
  dashboard: DashboardSettings,
  base: { ref: string; sha: string },
  clean: (text: string) => string,
): string {
  const yaml = Object.entries(settings).flatMap(([key, value]) => linesOf(key, value, sources));
  const file = `\`.github/nectr.yml\` of ${codeSpan(base.ref)} at ${codeSpan(base.sha.slice(0, 7))}`;
  return [
    `The settings that hold here, each with where it comes from: the file (${file}), else the dashboard of the repository, else that of the installation, else the default.`,
    codeFence(yaml.join('\n'), 'yaml'),
    ...dashboard.layers
      .filter(({ given }) => Object.keys(given).length > 0)
      .map(({ source, changedBy, changedAt }) => {
        const whose = source === 'installation' ? 'the dashboard of the installation' : 'the dashboard';
        const when = changedAt === null ? '' : ` on ${changedAt.toISOString().slice(0, 10)}`;
        return `What is set on ${whose} was changed last by ${codeSpan(changedBy ?? 'nobody known')}${when}.`;
      }),
    ...[...notices, ...dashboard.notices].map((notice) => `> ⚠️ ${inertLine(notice, clean)}`),
  ].join('\n\n');
}

/** Of a section line by line; a source stands behind the first line of its value. */
function linesOf(key: string, value: unknown, sources: Readonly<Record<string, SettingsSource>>): string[] {
  if (!isMapping(value)) return withSource(key, value, sources[key]);
  const below = Object.entries(value).flatMap(([name, one]) => withSource(name, one, sources[`${key}.${name}`]));
  return below.length === 0 ? withSource(key, value, 'default') : [`${key}:`, ...below.map((line) => `  ${line}`)];
}

function withSource(key: string, value: unknown, source: SettingsSource = 'default'): string[] {
  const [first = '', ...rest] = dump({ [key]: value })
    .trimEnd()
    .split('\n');
  return [`${first}  # ${source}`, ...rest];
}
