import { expect, it } from 'vitest';
import { analyse, closePool } from '../../../src/review/analyzers/analyse.js';
import { runInPool } from '../../../src/review/analyzers/pool.js';
import { runCampaign } from '../../chaos/analyzers.js';

const FILES = Number(process.env.NECTR_HOSTILE_FILES ?? 40);

it(
  'reads the next file after each hostile one, and names each that it could not read',
  { timeout: 600_000 },
  async () => {
    const result = await runCampaign({ analyse, runInPool, closePool }, { files: FILES, seed: 'test', largest: 6000 });
    expect(result).toMatchObject({ files: FILES, unnamed: [], nextLost: [] });
  },
);
