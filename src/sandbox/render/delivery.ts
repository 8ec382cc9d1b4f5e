import type { Delivery } from '../types.js';

type Json = Record<string, unknown>;

/** A delivery as the list shows it. */
export function renderDeliveryItem(delivery: Delivery): Json {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: delivery.deliveredAt,
    redelivery: delivery.redelivery,
    duration: delivery.duration,
    status: delivery.statusText,
    status_code: delivery.statusCode,
    event: delivery.event,
    action: typeof delivery.payload.action === 'string' ? delivery.payload.action : null,
    installation_id: idOf(delivery.payload.installation),
    repository_id: idOf(delivery.payload.repository),
    throttled_at: null,
  };
}

/** A delivery with what was sent and answered. */
export function renderDelivery(delivery: Delivery): Json {
  return {
    ...renderDeliveryItem(delivery),
    url: '',
    request: { headers: delivery.requestHeaders, payload: delivery.payload },
    response: { headers: delivery.responseHeaders, payload: delivery.responseBody },
  };
}

function idOf(value: unknown): number | null {
  if (typeof value !== 'object' || value === null || !('id' in value)) return null;
  return typeof value.id === 'number' ? value.id : null;
}
