import type { DataSource } from 'typeorm';
import { redact } from '../../access/redact.js';
import { ServiceLimitedError, ServiceRefusedError, ServiceUnavailableError } from './service-error.js';

/**
 * Hands a message to an integration and notes how it went. A note that is lost is made by the next one: what was sent
 * stays sent. Throws what `work` throws.
 */
export async function noteDelivery<T>(source: DataSource, id: string, work: () => Promise<T>): Promise<T> {
  const note = (detail: string | null) =>
    source
      .query(
        `UPDATE integrations SET last_delivery_at = now(), last_delivery_ok = $2, last_delivery_detail = $3 WHERE id = $1`,
        [id, detail === null, detail],
      )
      .catch(() => undefined);
  let value: T;
  try {
    value = await work();
  } catch (error) {
    const isAnswer =
      error instanceof ServiceRefusedError ||
      error instanceof ServiceUnavailableError ||
      error instanceof ServiceLimitedError;
    if (isAnswer) await note(redact(error.message));
    throw error;
  }
  await note(null);
  return value;
}
