import type { EntityManager } from 'typeorm';
import { inCode, keepValid } from '../github/settings/keep-valid.js';
import { isMapping, type SettingsLayer } from '../github/settings/settings-layers.js';

/** What is set on the dashboard, and who changed it last. */
export interface DashboardLayer extends SettingsLayer {
  source: 'installation' | 'dashboard';
  changedBy: string | null;
  changedAt: Date | null;
}

export interface DashboardSettings {
  /** Weakest first. */
  layers: DashboardLayer[];
  /** What of them an update of ours made unknown, as Markdown; it counts as not set. */
  notices: string[];
}

const PLACES = { installation: 'on the dashboard of the installation', dashboard: 'on the dashboard' } as const;

/**
 * The settings that lie under a repository's file. Never kept: another process may change them at any time. None for a
 * repository that is gone, or not to be seen. Throws what the database throws.
 */
export async function readSettingsLayers(
  manager: Pick<EntityManager, 'query'>,
  repositoryId: number,
): Promise<DashboardSettings> {
  const rows: LayerRow[] = await manager.query(
    `SELECT layer.* FROM repositories r JOIN installations i ON i.id = r.installation_id, LATERAL (VALUES
         ('installation', i.settings, i.settings_by, i.settings_at), ('dashboard', r.settings, r.settings_by, r.settings_at)
       ) AS layer(source, settings, "changedBy", "changedAt")
      WHERE r.id = $1`,
    [repositoryId],
  );
  return checked(rows);
}

/**
 * What is set on the dashboard for a whole installation. Null: it is not there, or not to be seen. Throws what the
 * database throws.
 */
export async function readInstallationLayer(
  manager: Pick<EntityManager, 'query'>,
  installationId: number,
): Promise<{ layer: DashboardLayer; notices: string[] } | null> {
  const rows: LayerRow[] = await manager.query(
    `SELECT 'installation' AS source, settings, settings_by AS "changedBy", settings_at AS "changedAt"
       FROM installations WHERE id = $1`,
    [installationId],
  );
  const { layers, notices } = checked(rows);
  const [layer] = layers;
  return layer === undefined ? null : { layer, notices };
}

type LayerRow = Omit<DashboardLayer, 'given'> & { settings: unknown };

function checked(rows: readonly LayerRow[]): DashboardSettings {
  const notices: string[] = [];
  const layers = rows.map(({ source, settings, changedBy, changedAt }) => {
    const given = keepValid(isMapping(settings) ? settings : {}, ({ path, kind, item, wrong }) =>
      notices.push(`${kind === 'item' ? `${item} of ` : ''}${inCode(path)} ${PLACES[source]} does not count: ${wrong}`),
    );
    return { source, given, changedBy, changedAt };
  });
  return { layers, notices };
}
