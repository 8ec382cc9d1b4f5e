import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { renderActions } from '../../../src/workflows/steps/actions-reference.js';
import { STEP_ACTIONS } from '../../../src/workflows/steps/catalogue.js';

const PAGE = join(import.meta.dirname, '../../../.github/docs/workflows/actions.md');

it('the page of the actions is made of what is checked', async () => {
  const page = renderActions();
  for (const type of STEP_ACTIONS.keys()) expect(page).toContain(`## \`${type}\``);
  await expect(page).toMatchFileSnapshot(PAGE);
});

it('says of every field of a configuration what it is for, in the words of one line', () => {
  const fields = [...STEP_ACTIONS.values()].flatMap(({ type, config }) => {
    const { properties = {} } = z.toJSONSchema(config, { io: 'input', unrepresentable: 'any' });
    return Object.entries(properties).map(([name, field]) => [
      `${type}.${name}`,
      typeof field === 'object' ? field.description : undefined,
    ]);
  });
  expect(fields.length).toBeGreaterThan(40);
  expect(fields.filter(([, text]) => !/^[^\n]{5,160}\.$/.test(text ?? ''))).toEqual([]);
});
