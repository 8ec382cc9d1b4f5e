import { CheckoutError } from '../../checkout/checkout-error.js';
import type { Checkout } from '../../checkout/open-checkout.js';
import { readBlob } from '../../checkout/read-blob.js';
import { readChange } from '../../checkout/read-change.js';
import { readSnapshot } from '../../checkout/read-snapshot.js';
import type { ReviewRange } from '../../checkout/resolve-range.js';
import type { Snapshot } from '../../snapshot/types.js';
import { parseSettings } from '../../github/settings/parse-settings.js';
import { settingsSchema } from '../../github/settings/settings-schema.js';
import { cleanForModel } from '../../review/analyzers/clean-for-model.js';
import { cleanText } from '../../review/analyzers/clean-text.js';
import type { Reviewer } from '../../review/ask/reviewer.js';
import type { ReviewResult, ReviewTrace } from '../../review/review-contract.js';
import { reviewPullRequest } from '../../review/review-pull-request.js';
import type { Change, ChangedFile, ReviewSettings, WantedEffort } from '../../review/types.js';
import { historyOfRange } from './history-of-range.js';
import type { ReviewCounts } from './progress.js';

/** A reviewed range, with what its reports show beside the result. */
export interface ReviewedRange {
  range: ReviewRange;
  change: Change;
  result: ReviewResult;
  durationMs: number;
  /** Text of a file at the head, secrets masked; null: it is not there. For code frames. */
  readHead(path: string): Promise<string | null>;
}

const SETTINGS_PATH = '.github/nectr.yml';

/**
 * The pipeline of a pull request on a range of a local repository: no GitHub, no database, nothing is posted. Settings
 * come from the base commit; `about` is what a pull request says of itself. Throws what the pipeline throws.
 */
export async function reviewRange(
  checkout: Checkout,
  range: ReviewRange,
  trace: ReviewTrace,
  options: {
    signal: AbortSignal;
    reviewer?: Reviewer;
    effort?: WantedEffort;
    /** Told what is counted on the way. */
    counts?: Pick<ReviewCounts, 'changed' | 'read'>;
    isAsked?: (path: string) => boolean;
    about?: Pick<Change, 'title' | 'body' | 'author'>;
  },
): Promise<ReviewedRange> {
  const startedAt = performance.now();
  const { signal, reviewer, effort, counts, isAsked = () => true } = options;
  let change: Change | null = null;
  // Git lists the files while the history is read: that takes longest where there are many.
  const head = readSnapshot(checkout, range.headSha, signal);
  head.catch(() => undefined);
  const result = await reviewPullRequest(
    {
      fetchChange: async () => {
        change = { ...(await readChange(checkout, range)), ...options.about };
        counts?.changed(change.files.filter(({ path }) => isAsked(path)).length);
        return change;
      },
      fetchSettings: ({ baseSha }) => readSettings(checkout, baseSha),
      openSnapshot: async ({ files }, sha) => {
        const snapshot = await (sha === range.headSha ? head : readSnapshot(checkout, sha, signal));
        return counts === undefined ? snapshot : counted(snapshot, files, counts);
      },
      readBase: async ({ baseSha }, path) => (await readIfThere(checkout, baseSha, path))?.toString('utf8') ?? null,
      gather: [
        {
          name: 'git history',
          read: async (of) => ({ history: await historyOfRange(checkout, range, of, new Date()) }),
        },
      ],
      earlier: async () => ({ findings: [], round: 1, lastHeadSha: null }),
    },
    trace,
    {
      signal,
      clean: cleanText,
      isAsked,
      cleanForModel,
      ...(reviewer === undefined ? {} : { reviewer }),
      ...(effort === undefined ? {} : { effort }),
    },
  );
  if (change === null) throw new Error('the review ended without reading its change');
  return {
    range,
    change,
    result,
    durationMs: Math.round(performance.now() - startedAt),
    readHead: async (path) => {
      const bytes = await readIfThere(checkout, range.headSha, path);
      return bytes === null ? null : cleanText(bytes.toString('utf8'));
    },
  };
}

/** The same snapshot; tells when something of a changed file is read. */
function counted(snapshot: Snapshot, files: readonly ChangedFile[], { read }: Pick<ReviewCounts, 'read'>): Snapshot {
  const changed = new Set(files.map(({ path }) => path));
  return {
    ...snapshot,
    readFile: (path, most) => {
      if (changed.has(path)) read(path);
      return snapshot.readFile(path, most);
    },
  };
}

/** Null also for what this clone lacks: it is named where it was to be reviewed. */
async function readIfThere(checkout: Checkout, tree: string, path: string): Promise<Buffer | null> {
  return readBlob(checkout, tree, path).catch((error: unknown) => {
    if (error instanceof CheckoutError) return null;
    throw error;
  });
}

async function readSettings(
  checkout: Checkout,
  baseSha: string,
): Promise<{ settings: ReviewSettings; notices: string[] }> {
  try {
    const file = await readBlob(checkout, baseSha, SETTINGS_PATH);
    if (file !== null) return parseSettings(file);
  } catch (error) {
    if (!(error instanceof CheckoutError)) throw error;
    return { settings: settingsSchema.parse({}), notices: [`${error.message}, so the defaults hold`] };
  }
  const misnamed = await readIfThere(checkout, baseSha, '.github/nectr.yaml');
  const notices = misnamed === null ? [] : ['`.github/nectr.yaml` is not read: rename it to `.github/nectr.yml`'];
  return { settings: settingsSchema.parse({}), notices };
}
