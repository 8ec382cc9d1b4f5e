import { ancestorsOf } from '../repos/files/ancestors-of.js';
import type { AskedGraph } from './graph-query.js';

/** A place on the way to what is shown, and how it is shown there. */
export interface Step {
  name: string;
  focus: string;
  view: AskedGraph['view'];
}

/**
 * The way from the root to what is shown. Of a symbol the path ends at the first `#` behind the file's ending, or at the
 * first one. Pure.
 */
export function trailOf({ view, focus }: Pick<AskedGraph, 'view' | 'focus'>): Step[] {
  const end = view === 'symbol' ? symbolStart(focus) : focus.length;
  const folders = ancestorsOf(focus.slice(0, end));
  const steps = folders.map((path, at): Step => {
    const isFile = view !== 'folders' && at === folders.length - 1;
    return { name: path.split('/').at(-1) ?? path, focus: path, view: isFile ? 'files' : 'folders' };
  });
  return end === focus.length ? steps : [...steps, { name: focus.slice(end), focus, view: 'symbol' }];
}

function symbolStart(focus: string): number {
  const behindEnding = /\.[\w]+(?=#)/.exec(focus);
  const at = behindEnding === null ? focus.indexOf('#') : behindEnding.index + behindEnding[0].length;
  return at < 0 ? focus.length : at;
}
