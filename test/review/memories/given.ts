import type { GivenMemory } from '../../../src/review/memories/types.js';

/** A rule of the team, as a review is given it. */
export function given(over: Partial<GivenMemory> = {}): GivenMemory {
  return {
    id: '00000000-0000-4000-8000-000000000003',
    number: 3,
    type: 'project_rule',
    text: 'Carts are charged in euros on purpose',
    pathGlob: null,
    symbol: null,
    rule: null,
    isEverywhere: false,
    source: 'comment by dora',
    link: 'https://github.com/acme/shop/pull/7#issuecomment-12',
    ...over,
  };
}
