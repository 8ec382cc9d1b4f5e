import { DATA_PAIRS } from './data-pairs.js';
import { LATER_PAIRS } from './later-pairs.js';
import type { Pair } from './pair.js';
import { SERVER_PAIRS } from './server-pairs.js';
import { WEB_PAIRS } from './web-pairs.js';
import { WORD_PAIRS } from './word-pairs.js';

/** Written by hand: what a team says, and a change that it applies to. */
export const ALL_PAIRS: readonly Pair[] = [...WEB_PAIRS, ...SERVER_PAIRS, ...DATA_PAIRS, ...WORD_PAIRS, ...LATER_PAIRS];
