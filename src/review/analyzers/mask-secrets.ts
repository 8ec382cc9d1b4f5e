import { matchSecrets } from './secrets/find-secrets.js';

const PEM_BLOCK =
  /(-----BEGIN [A-Z ]{0,24}PRIVATE KEY(?: BLOCK)?-----)[\s\S]*?(-----END [A-Z ]{0,24}PRIVATE KEY(?: BLOCK)?-----|$)/g;

/**
 * `text` with every value that has the shape of a credential replaced by `[masked]`, placeholders included.
 * Used on everything that is rendered from a quoted line. Applying it twice changes nothing more.
 */
export function maskSecrets(text: string): string {
  const source = text.replace(PEM_BLOCK, '$1[masked]$2');
  let masked = '';
  let from = 0;
  for (const { start, end } of matchSecrets(source)) {
    masked += `${source.slice(from, start)}[masked]`;
    from = end;
  }
  return masked + source.slice(from);
}
