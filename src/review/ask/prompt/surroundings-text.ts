import type { Surrounding } from '../../types.js';
import { capText } from './cap-text.js';
import type { Fence } from './fence.js';

/** What services say, each piece between marks of its own that name where it comes from; `tokens` for all of it. */
export function surroundingsText(surroundings: readonly Surrounding[], fence: Fence, tokens: number): string {
  const each = Math.floor(tokens / Math.max(1, surroundings.length));
  return surroundings
    .map(({ source, key, title, text }) =>
      fence.data(key === null ? source : `${source} ${key}`, `${title}\n\n${capText(text, each)}`),
    )
    .join('\n');
}
