import { postHostile } from '../../markdown/post-hostile.js';
import type { Seeds } from '../posting.js';

/** Judges the seeds it is told, until nobody is there to tell it more. */
process.on('message', ({ first, count }: Seeds) => {
  const rounds = Array.from({ length: count }, (_, index) => postHostile(first + index));
  process.send?.(rounds, undefined, undefined, (error) => {
    if (error !== null) process.exit();
  });
});
process.on('disconnect', () => process.exit());
