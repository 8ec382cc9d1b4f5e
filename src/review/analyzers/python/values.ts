import { createResolver } from '../flow/values.js';
import { bare } from './chain.js';
import { originInPython } from './origins.js';
import { textsInPython } from './texts.js';

/** The values of the file a node is in, for what they are about to become part of. */
export const valuesFor = createResolver({ origin: originInPython, texts: textsInPython, bare });
