import { join } from 'node:path';
import { expect, it } from 'vitest';
import { renderActions } from '../../../src/workflows/steps/actions-reference.js';
import { STEP_ACTIONS } from '../../../src/workflows/steps/catalogue.js';

const PAGE = join(import.meta.dirname, '../../../.github/docs/workflows/actions.md');

it('the page of the actions is made of what is checked', async () => {
  const page = renderActions();
  for (const type of STEP_ACTIONS.keys()) expect(page).toContain(`## \`${type}\``);
  await expect(page).toMatchFileSnapshot(PAGE);
});
