import { describe, expect, it } from 'vitest';
import { checkSettings } from '../../../src/integrations/services/check-settings.js';
import { allIntegrationTypes } from '../../../src/integrations/services/known-types.js';

const types = (await allIntegrationTypes()).filter(({ config }) => 'base_url' in config.shape);
const OTHERS: Record<string, object> = {
  jira: { project: 'SHOP' },
  linear: { team: 'ENG' },
  sentry: { organization: 'acme' },
};

describe.each(types)('the address of $title', (type) => {
  const wrong = async (base_url: string, allowed: string[]) => {
    const config = { ...OTHERS[type.type], base_url };
    return (await checkSettings(type, { config }, allowed)).errors;
  };

  it.each(['http://10.1.2.3/x', 'https://10.1.2.3/x', 'http://127.0.0.1:80/x'])(
    'is refused as %s, in a private network, unless its host is allowed',
    async (address) => {
      expect(await wrong(address, [])).toMatchObject([
        {
          field: 'config.base_url',
          detail: expect.stringMatching(/^is refused: .*(?:https:\/\/ only|private network)/),
        },
      ]);
      expect(await wrong(address, [new URL(address).hostname])).toEqual([]);
    },
  );

  it('is refused by http in the open', async () => {
    expect(await wrong('http://93.184.215.14/x', [])).toMatchObject([{ field: 'config.base_url' }]);
    expect(await wrong('https://93.184.215.14/x', [])).toEqual([]);
  });
});
