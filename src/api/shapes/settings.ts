import { z } from '@hono/zod-openapi';
import type { DashboardLayer } from '../../ledger/read-settings-layers.js';
import type { EffectiveSettings, GivenSettings } from '../../github/settings/settings-layers.js';
import { valuesGiven } from '../../github/settings/settings-layers.js';
import { settingsSchema } from '../../github/settings/settings-schema.js';

const SOURCES = ['default', 'installation', 'dashboard', 'file'] as const;

/** Some of what `.github/nectr.yml` may say; what a key takes is checked as the file is. */
export const SettingsPatch = z
  .record(z.string(), z.unknown())
  .openapi({ description: 'What .github/nectr.yml may say; null takes a key or a section back' });

/** What holds, and where each of it comes from. */
export const Settings = z.object({
  settings: settingsSchema,
  sources: z
    .record(z.string(), z.enum(SOURCES))
    .openapi({ description: 'By key, such as max_comments, skip.labels or rules.js/eval; the last of these holds' }),
  read_only: z.array(z.string()).openapi({ description: 'Keys that .github/nectr.yml sets: change them there' }),
  dashboard: z.record(z.string(), z.unknown()).openapi({ description: 'What is set here, and nothing below it' }),
  changed_by: z.string().nullable(),
  changed_at: z.iso.datetime().nullable(),
  notices: z.array(z.string()).openapi({ description: 'What of it does not count and why, as Markdown' }),
});

/** Pure. `layer`: what is set here; null: nothing. */
export function settingsShown(
  { settings, sources }: EffectiveSettings,
  layer: DashboardLayer | null,
  { file, notices }: { file: GivenSettings; notices: readonly string[] },
): z.output<typeof Settings> {
  return {
    settings: { ...settings, rules: Object.fromEntries(Object.entries(settings.rules)) },
    sources,
    read_only: [...valuesGiven(file).keys()],
    dashboard: layer?.given ?? {},
    changed_by: layer?.changedBy ?? null,
    changed_at: layer?.changedAt?.toISOString() ?? null,
    notices: [...notices],
  };
}
