import { createHmac, randomUUID } from 'node:crypto';
import { takeId, timestamp, type SandboxState } from './state.js';
import type { Delivery } from './types.js';

/** GitHub waits this long for an answer. */
const DEADLINE_MS = 10_000;

export interface DeliverOptions {
  /** The delivery id; a redelivery keeps that of the first. */
  guid?: string;
  redelivery?: boolean;
  /** Breaks the signature. */
  corrupt?: boolean;
}

/**
 * Sends one signed delivery the way GitHub does and keeps what became of it. Never throws: no answer is a failed
 * delivery. Rules: https://docs.github.com/webhooks/webhook-events-and-payloads
 */
export async function deliver(
  state: SandboxState,
  event: string,
  payload: Record<string, unknown>,
  { guid = randomUUID(), redelivery = false, corrupt = false }: DeliverOptions = {},
): Promise<Delivery> {
  const body = JSON.stringify(payload);
  const signature = createHmac('sha256', state.webhookSecret).update(body).digest('hex');
  const requestHeaders: Record<string, string> = {
    accept: '*/*',
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/sandbox',
    'x-github-delivery': guid,
    'x-github-event': event,
    'x-github-hook-id': '1',
    'x-github-hook-installation-target-id': String(state.appId),
    'x-github-hook-installation-target-type': 'integration',
    'x-hub-signature-256': `sha256=${corrupt ? '0'.repeat(64) : signature}`,
  };
  const from = performance.now();
  const answer = await send(state.webhookUrl, requestHeaders, body);
  const delivery: Delivery = {
    id: takeId(state),
    guid,
    event,
    payload,
    deliveredAt: timestamp(),
    redelivery,
    duration: Math.round(performance.now() - from) / 1000,
    requestHeaders,
    ...answer,
  };
  state.deliveries.push(delivery);
  return delivery;
}

type Answer = Pick<Delivery, 'statusText' | 'statusCode' | 'responseHeaders' | 'responseBody'>;

async function send(url: string | null, headers: Record<string, string>, body: string): Promise<Answer> {
  const failed = { statusText: 'failed to connect to host', statusCode: 502, responseHeaders: {}, responseBody: '' };
  if (url === null) return failed;
  try {
    const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(DEADLINE_MS) });
    return {
      statusText: response.ok ? 'OK' : response.statusText,
      statusCode: response.status,
      responseHeaders: Object.fromEntries(response.headers),
      responseBody: await response.text(),
    };
  } catch (error) {
    const late = error instanceof DOMException && error.name === 'TimeoutError';
    return late ? { ...failed, statusText: 'timed out', statusCode: 504 } : failed;
  }
}
