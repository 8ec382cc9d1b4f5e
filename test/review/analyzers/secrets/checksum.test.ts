import { expect, it } from 'vitest';
import { endsInChecksum } from '../../../../src/review/analyzers/secrets/checksum.js';

it.each([
  // Published by GitHub and in the issue of another scanner to show the format; neither opens anything.
  [`gh${'p_'}zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17`, true],
  [`npm${'_'}qkJaB6MffYVzZXWqmcoF49yrUxP3wf0LsakP`, true],
  [`gh${'p_'}zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq18`, false],
  [`gh${'p_'}zQWBuTSOoRi4A9spHcVY5ncnsDkxkK0mLq17`, false],
])('%s: %s', (token, holds) => expect(endsInChecksum(token)).toBe(holds));
