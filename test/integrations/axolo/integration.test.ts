import { describe, expect, it } from 'vitest';
import { axolo } from '../../../src/integrations/axolo/integration.js';
import { callOf } from '../call-of.js';

describe('Axolo', () => {
  it('offers nothing that it does not document, and says so without asking anybody', async () => {
    const { messages, tickets, inbound, events } = axolo;
    expect({ messages, tickets, inbound, events }).toEqual({ events: {} });
    const call = {
      ...callOf(axolo, { config: {}, credentials: {} }),
      fetch: () => Promise.reject(new Error('nothing is asked')),
    };
    expect(await axolo.health!(call)).toEqual({ status: 'unknown', detail: expect.stringContaining('no API') });
    expect(axolo.credentials.safeParse({ webhook_url: 'https://axolo.example.com' }).success).toBe(false);
  });
});
