import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { allIntegrationTypes } from '../../src/integrations/services/known-types.js';

/** Of these there is no one address: a webhook's own, a mail server, no address at all. */
const WITHOUT_BASE = new Set(['axolo', 'email', 'teams']);
const types = await allIntegrationTypes();

describe.each(types)('the settings of $title', (type) => {
  const config = z.toJSONSchema(type.config, { io: 'input' });
  const credentials = z.toJSONSchema(type.credentials, { io: 'input' });

  it('have JSON schemas, and say nothing of credentials in those of the configuration', () => {
    expect(config).toMatchObject({ type: 'object', properties: expect.any(Object) });
    expect(Object.keys(credentials.properties ?? {}).length > 0).toBe(type.type !== 'axolo');
    for (const name of Object.keys(credentials.properties ?? {})) expect(config.properties).not.toHaveProperty(name);
  });

  it('are not complete without anything, or it is said that there is nothing to connect', () => {
    const takesNothing = type.config.safeParse({}).success && type.credentials.safeParse({}).success;
    expect(takesNothing).toBe(type.nothingToConnect !== undefined);
    expect(takesNothing).toBe(type.type === 'axolo');
  });

  it('say of each what to give', () => {
    const undescribed = [config, credentials].flatMap(({ properties = {} }) =>
      Object.entries(properties).flatMap(([name, of]) =>
        typeof of === 'object' && typeof of.description === 'string' ? [] : [name],
      ),
    );
    expect(undescribed).toEqual([]);
  });

  it('show nothing of the credentials as it is typed but whose account it is', () => {
    const shown = Object.entries(credentials.properties ?? {}).flatMap(([name, of]) =>
      JSON.stringify(of).includes('"x-secret":false') ? [name] : [],
    );
    const accounts: Record<string, string[]> = { jira: ['email'], email: ['user'] };
    expect(shown).toEqual(accounts[type.type] ?? []);
  });

  it('name the service’s own address where there is one', () => {
    const schema = config.properties?.['base_url'];
    if (WITHOUT_BASE.has(type.type)) expect(schema).toBeUndefined();
    // Each has a site of its own.
    else if (type.type === 'jira') expect(config.required).toContain('base_url');
    else expect(schema).toMatchObject({ default: expect.stringMatching(/^https:\/\//) });
  });

  it('take the same addresses as all others', () => {
    const base = type.config.shape['base_url'] as z.ZodType | undefined;
    if (base === undefined) return;
    for (const address of ['https://own.example.com/x', 'https://own.example.com/x//', 'http://own.internal/x'])
      expect(base.parse(address)).toBe(address.replace(/\/+$/, ''));
    for (const address of [
      'ftp://own.example.com',
      'own.example.com',
      'https://a:b@own.example.com',
      'https://a@own.example.com',
      'https://own.example.com/?x',
      'https://own.example.com/?',
      'https://own.example.com/#x',
      `https://own.example.com/${'x'.repeat(2000)}`,
      7,
    ])
      expect(base.safeParse(address).success).toBe(false);
  });

  it('are followed by events that are named after it, each with a sentence', () => {
    for (const [name, sentence] of Object.entries(type.events)) {
      // Slack’s own names have one part.
      const parts = type.type === 'slack' ? 1 : 2;
      expect(name).toMatch(new RegExp(`^${type.type}(?:\\.[a-z_]+){${parts}}$`));
      expect(sentence).toMatch(/^[A-Z].*\.$/);
    }
  });
});
