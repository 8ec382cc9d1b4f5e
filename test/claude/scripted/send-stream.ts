import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './faults.js';
import { frameText, type Frame } from './sse-frames.js';

const PING = frameText({ event: 'ping', data: { type: 'ping' } });

/**
 * Sends a message as its stream of events, spoilt as `fault` says. `begun` is called with the first of them. Returns
 * when nothing more will be sent.
 */
export async function sendStream(
  response: ServerResponse,
  frames: readonly Frame[],
  fault: Fault | null,
  { begun, delayMs }: { begun(): void; delayMs: number },
): Promise<void> {
  const place = Math.floor(frames.length * (fault?.at ?? 0.5));
  response.flushHeaders();
  for (const [index, frame] of frames.entries()) {
    if (response.destroyed) return;
    const text = frameText(frame);
    if (index === place && fault !== null && (await stopsAt(response, text, fault))) return;
    if (fault?.kind === 'drip') await drip(response, text, fault.ms ?? 1000);
    else response.write(text);
    if (index === 0) begun();
    if (delayMs > 0) await sleep(delayMs);
  }
  response.end();
}

/** Whether the stream ends here, and how. */
async function stopsAt(response: ServerResponse, text: string, fault: Fault): Promise<boolean> {
  switch (fault.kind) {
    case 'silent-stream':
      return true;
    case 'ping-only':
      while (!response.destroyed) {
        response.write(PING);
        await sleep(fault.ms ?? 1000);
      }
      return true;
    case 'cut':
      response.write(text.slice(0, Math.floor(text.length / 2)));
      // What was written has to arrive first: a socket that is destroyed drops it.
      await sleep(20);
      response.destroy();
      return true;
    case 'end-early':
      response.end();
      return true;
    case 'broken-json':
      response.end(text.slice(0, text.trimEnd().length - 3).concat('\n\n'));
      return true;
    case 'error-event': {
      const error = { type: fault.type ?? 'overloaded_error', message: fault.message ?? 'Overloaded' };
      response.end(frameText({ event: 'error', data: { type: 'error', error } }));
      return true;
    }
    default:
      return false;
  }
}

async function drip(response: ServerResponse, text: string, ms: number): Promise<void> {
  for (const character of text) {
    if (response.destroyed) return;
    response.write(character);
    await sleep(ms);
  }
}
