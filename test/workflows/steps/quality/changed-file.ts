import { diffTexts } from '../../../../src/diff/diff-texts.js';
import type { QualityFile } from '../../../../src/workflows/steps/quality/types.js';

/** A changed file with the hunks between two texts; null: it was not there, or is not there any more. */
export async function changedFile(path: string, before: string | null, after: string | null): Promise<QualityFile> {
  const status = before === null ? 'added' : after === null ? 'deleted' : 'modified';
  return { path, status, hunks: await diffTexts(before ?? '', after ?? ''), unread: null, read: async () => after };
}
