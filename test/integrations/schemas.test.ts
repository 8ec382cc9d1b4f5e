import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { datadog } from '../../src/integrations/datadog/integration.js';
import { email } from '../../src/integrations/email/integration.js';
import { pagerduty } from '../../src/integrations/pagerduty/integration.js';
import { sentry } from '../../src/integrations/sentry/integration.js';
import type { IntegrationType } from '../../src/integrations/services/integration-type.js';

describe.each([sentry, datadog, pagerduty, email] as unknown as IntegrationType[])('the settings of $title', (type) => {
  it('have JSON schemas, and say nothing of credentials in those of the configuration', () => {
    const config = z.toJSONSchema(type.config, { io: 'input' });
    const credentials = z.toJSONSchema(type.credentials, { io: 'input' });
    expect(config).toMatchObject({ type: 'object', properties: expect.any(Object) });
    expect(Object.keys(credentials.properties ?? {}).length).toBeGreaterThan(0);
    for (const name of Object.keys(credentials.properties ?? {})) expect(config.properties).not.toHaveProperty(name);
  });

  it('name the service’s own address where there is one', () => {
    const schema = z.toJSONSchema(type.config, { io: 'input' }).properties?.['base_url'];
    if (type.type === 'email') expect(schema).toBeUndefined();
    else expect(schema).toMatchObject({ default: expect.stringMatching(/^https:\/\//) });
  });

  it('are followed by events that are named after it, each with a sentence', () => {
    for (const [name, sentence] of Object.entries(type.events)) {
      expect(name).toMatch(new RegExp(`^${type.type}\\.[a-z_]+\\.[a-z_]+$`));
      expect(sentence).toMatch(/^[A-Z].*\.$/);
    }
  });
});
