import type { DataSource } from 'typeorm';
import { redact } from '../../access/redact.js';
import { MessageUnfitError, ServiceRefusedError, ServiceUnavailableError } from './service-error.js';
import { unchanged, type StoredIntegration } from './stored-integration.js';

/**
 * Hands a message to an integration and notes how it went: not where the message was the fault, where it is only to be
 * sent later, or where the integration was changed meanwhile. A note that is lost is made by the next one: what was sent
 * stays sent. Throws what `work` throws.
 */
export async function noteDelivery<T>(
  source: DataSource,
  row: Pick<StoredIntegration, 'id' | 'config' | 'credentials'>,
  work: () => Promise<T>,
): Promise<T> {
  const { sql, values } = unchanged(row, 4);
  const note = (detail: string | null) =>
    source
      .query(
        `UPDATE integrations SET last_delivery_at = now(), last_delivery_ok = $2, last_delivery_detail = $3
          WHERE id = $1 AND ${sql}`,
        [row.id, detail === null, detail, ...values],
      )
      .catch(() => undefined);
  let value: T;
  try {
    value = await work();
  } catch (error) {
    const isAnswer = error instanceof ServiceRefusedError || error instanceof ServiceUnavailableError;
    if (isAnswer && !(error instanceof MessageUnfitError)) await note(redact(error.message));
    throw error;
  }
  await note(null);
  return value;
}
