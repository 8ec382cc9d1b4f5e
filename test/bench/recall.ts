import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDataSource } from '../../src/database/data-source.js';
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';
import { migrate } from '../../src/database/migrate.js';
import { canUseTrigrams } from '../../src/memory/recall/can-use-trigrams.js';
import { HELD_OUT_PAIRS } from '../memory/recall/held-out/held-out-pairs.js';
import { measureRecall } from '../memory/recall/measure-recall.js';
import { ALL_PAIRS } from '../memory/recall/pairs/all-pairs.js';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const MEMORIES = 500;

/**
 * How well what is remembered is found (memory.md, "Recall"): recall@5 and wrong applications over the hand-made pairs
 * in `test/memory/recall/pairs` and over those in `held-out`, by which nothing was tuned, and the time of one recall
 * among 500 memories. `--no-trigrams`: as on a database whose
 * user may not create the extension. PostgreSQL is the embedded one.
 */
export async function bench(args: string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'nectr-bench-'));
  chmodSync(folder, 0o755);
  const embedded = await startEmbeddedPostgres(folder, quiet);
  await migrate(embedded.url);
  const source = createDataSource({ scope: 'system', url: embedded.url, poolSize: 2, applicationName: 'bench' });
  await source.initialize();
  try {
    if (args.includes('--no-trigrams')) await source.query('DROP EXTENSION pg_trgm');
    const trigrams = await canUseTrigrams(source);
    for (const [name, asked] of [
      ['pairs', ALL_PAIRS],
      ['held out', HELD_OUT_PAIRS],
    ] as const) {
      const measured = await measureRecall(source, asked, MEMORIES);
      const percent = (part: number) => `${(100 * part).toFixed(1)} %`;
      const hasFindings = asked.some((pair) => 'finding' in pair);
      console.table({
        [name]: measured.pairs,
        memories: measured.memories,
        trigrams: trigrams ? 'yes' : 'no',
        'recall@5 (aim .85)': measured.recallAt5.toFixed(3),
        'wrong applications (aim 2 %)': percent(measured.wrong),
        ...(hasFindings && {
          'of what applies, may silence the finding': percent(measured.maySilence.right),
          'of near misses, may silence the finding': percent(measured.maySilence.wrong),
        }),
        'median ms': measured.median.toFixed(1),
        'longest ms': measured.longest.toFixed(1),
      });
      for (const miss of measured.misses) console.log(`missed: ${miss}`);
      for (const wrong of measured.wrongOnes) console.log(`wrong: ${wrong}`);
      for (const silencing of measured.silencing) console.log(`may silence: ${silencing}`);
      for (const silent of measured.notSilencing) console.log(`may not silence: ${silent}`);
    }
  } finally {
    await source.destroy();
    await embedded.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
