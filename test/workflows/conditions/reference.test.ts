import { expect, it } from 'vitest';
import { conditionReference } from '../../../src/workflows/conditions/reference.js';

it('is the documentation, made of the tables (written again by `vitest -u`)', async () => {
  await expect(conditionReference()).toMatchFileSnapshot('../../../.github/docs/workflows/conditions.md');
});
