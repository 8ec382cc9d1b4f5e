import { cutText } from '../../../words/cut-text.js';
import { showInvisible } from '../../verify/show-invisible.js';

/** Puts untrusted text between marks that it cannot close, because it cannot know them. */
export interface Fence {
  nonce: string;
  data(label: string, text: string): string;
}

/**
 * Fences for everything that people outside wrote (title, code, issues, file names). `nonce` must not be guessable by
 * them; it is replaced in the text, so that what is left cannot join to it again. `clean` masks secrets (fault S27).
 */
export function createFence(nonce: string, clean: (text: string) => string): Fence {
  return {
    nonce,
    data: (label, text) => {
      const inert = showInvisible(clean(text)).replaceAll(nonce, '…');
      const name = cutText(showInvisible(label).replaceAll(nonce, '…').replaceAll(/["\n]/g, "'"), 300);
      return `<data-${nonce} of="${name}">\n${inert.replace(/\n$/, '')}\n</data-${nonce}>`;
    },
  };
}
