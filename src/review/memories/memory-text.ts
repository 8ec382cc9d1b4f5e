import type { GivenMemory } from './types.js';

/** A memory as the model is shown it: its id, what it applies to, where it comes from, and its words. One line. Pure. */
export function memoryText({ number, type, pathGlob, symbol, rule, isEverywhere, source, text }: GivenMemory): string {
  const scope = [
    pathGlob === null ? '' : `in ${pathGlob}`,
    symbol === null ? '' : `about ${symbol}`,
    rule === null ? '' : `rule ${rule}`,
    isEverywhere ? 'all repositories' : '',
  ].filter(Boolean);
  const about = [type.replaceAll('_', ' '), ...scope, source].join('; ');
  return `- M${number} (${about}): ${text}`.replaceAll(/\s+/g, ' ');
}
