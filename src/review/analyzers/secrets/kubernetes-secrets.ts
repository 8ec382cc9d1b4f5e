import { isPlaceholder } from './placeholder.js';
import type { Span } from './private-keys.js';

const KIND = /^kind:[ \t]*["']?Secret["']?[ \t\r]*$/m;
const SECTION = /^(?:data|stringData):[ \t\r]*$/;
const ENTRY = /^[ \t]+["']?[\w.-]{1,100}["']?:[ \t]*["']?([^\s"'#|>{][^\s"']{7,2000})["']?[ \t\r]*(?:#.*)?$/;
const LONGEST_LINE = 3000;

/** Values of `data` and `stringData` in Kubernetes manifests of a Secret; sealed ones are of another kind. */
export function kubernetesSecrets(text: string): Span[] {
  const found: Span[] = [];
  if (!text.includes('kind:') || !KIND.test(text)) return found;
  let [isIn, isSecret, start] = [false, true, 0];
  for (const line of text.split('\n')) {
    if (line.startsWith('---')) isIn = false;
    if (line.startsWith('kind:')) isSecret = KIND.test(line);
    if (/^\S/.test(line) && !line.startsWith('#')) isIn = SECTION.test(line);
    const value = isIn && isSecret && line.length < LONGEST_LINE ? ENTRY.exec(line)?.[1] : undefined;
    if (value !== undefined && !isPlaceholder(value) && !isPlaceholder(Buffer.from(value, 'base64').toString('utf8'))) {
      const at = start + line.lastIndexOf(value);
      found.push({ start: at, end: at + value.length });
    }
    start += line.length + 1;
  }
  return found;
}
