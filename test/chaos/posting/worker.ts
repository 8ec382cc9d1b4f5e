import { postHostile } from '../../markdown/post-hostile.js';
import type { Seeds } from '../posting.js';

/** Judges the seeds it is told, until nobody is there to tell it more. */
process.on('message', ({ first, count }: Seeds) => {
  for (let seed = first; seed < first + count; seed++) process.send?.(postHostile(seed));
  process.send?.('done');
});
process.on('disconnect', () => process.exit());
