import { sha256 } from '../../access/sha256.js';

/**
 * The label by which the issue for a reference is found. A property of the issue would not be seen by people, but JQL
 * finds it only for apps that are installed in the site.
 */
export function referenceLabel(reference: string): string {
  return `nectr-${sha256(reference).slice(0, 24)}`;
}
