import { z } from 'zod';

/** What an event `settings.changed` says, which a change on the dashboard records. */
const ChangedSettings = z.object({ repositoryId: z.int().nullable() });

/** Whose settings changed; `repositoryId` null: those of the whole installation. Null: it is no such event of ours. */
export function changedSettings(event: {
  source: string;
  event_type: string;
  installation_id: number | null;
  payload: unknown;
}): { installationId: number; repositoryId: number | null } | null {
  // GitHub has no event of this name; were there one, it would come from elsewhere.
  if (event.source !== 'manual' || event.event_type !== 'settings.changed' || event.installation_id === null)
    return null;
  const parsed = ChangedSettings.safeParse(event.payload);
  return parsed.success ? { installationId: event.installation_id, ...parsed.data } : null;
}
