import { LAYERS, type Layer } from '../repos/search.js';

/** What is on unless the address says otherwise. */
const USUAL: ReadonlySet<Layer> = new Set<Layer>(['imports']);

/** The layers of an address: their names with dots between them, `none` for none. Pure. */
export function layersIn(text: string | undefined): ReadonlySet<Layer> {
  if (text === undefined) return USUAL;
  const named = text.split('.');
  return new Set(LAYERS.filter((layer) => named.includes(layer)));
}

/** What the address says of the layers; undefined: the usual ones are on. Pure. */
export function layersText(on: ReadonlySet<Layer>): string | undefined {
  const names = LAYERS.filter((layer) => on.has(layer));
  if (names.length === USUAL.size && names.every((layer) => USUAL.has(layer))) return undefined;
  return names.length === 0 ? 'none' : names.join('.');
}

/** With the one switched. Pure. */
export function switched(on: ReadonlySet<Layer>, layer: Layer): ReadonlySet<Layer> {
  return new Set(LAYERS.filter((one) => (one === layer) !== on.has(one)));
}
