import { extensionOf } from '../rows/extension-of.js';

/** The properties of a file that is known by its name only: what no scan has seen. */
export function unseenFile(path: string): Record<string, unknown> {
  return { extension: extensionOf(path), size: 0, is_test: false, is_generated: false };
}
