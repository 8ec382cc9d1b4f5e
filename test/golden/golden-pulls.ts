import type { GoldenPull } from './golden-pull.js';
import { clean } from './pulls/clean.js';
import { huge } from './pulls/huge.js';
import { dismissed, longLived, nextPush, speaksToModel } from './pulls/later-pushes.js';
import { many } from './pulls/many.js';
import { docsOnly, generatedOnly, renameOnly } from './pulls/little-to-read.js';
import { oneFault } from './pulls/one-fault.js';
import { emptyHistory, notScanned, withHistory } from './pulls/with-history.js';
import { withMemories } from './pulls/with-memories.js';
import { withLeads } from './pulls/with-leads.js';
import { severalLanguages } from './pulls/several-languages.js';

/** Pull requests as one meets them. */
export const goldenPulls: readonly GoldenPull[] = [
  clean,
  oneFault,
  many,
  docsOnly,
  renameOnly,
  generatedOnly,
  huge,
  severalLanguages,
  nextPush,
  dismissed,
  longLived,
  speaksToModel,
  withLeads,
  withMemories,
  withHistory,
  emptyHistory,
  notScanned,
];
