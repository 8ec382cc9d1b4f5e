import { z } from 'zod';
import { SentryIntegration } from './about-integration.js';
import { findSuspects, type Suspicion } from '../suspects/find-suspects.js';
import { readSentryError, type SentryError } from '../suspects/read-sentry-error.js';
import { renderSuspects, titleOf } from '../suspects/render-suspects.js';
import { defineStep, done, type StepContext } from './step-action.js';

const Config = z.strictObject({
  integration: SentryIntegration,
  most: z.int().min(1).max(10).default(3).describe('How many pull requests are named at most.'),
});

/** `error_suspects`: who may have brought an error of Sentry, for `issue_creator` and messages. */
export const errorSuspects = defineStep({
  type: 'error_suspects',
  title: 'Find what brought an error',
  description:
    'Follows the stack trace of a Sentry issue to the merged pull requests that brought its lines, as they were when it began, and to who knows these files. Its report goes into an issue by `report`.',
  config: Config,
  result: z.object({
    title: z.string(),
    report: z.string(),
    frames: z.array(z.object({ path: z.string(), line: z.int().nullable(), function: z.string().nullable() })),
    pulls: z.array(
      z.object({ number: z.int(), title: z.string(), author: z.string().nullable(), merged_at: z.string() }),
    ),
    experts: z.array(z.string()),
    is_back: z.boolean(),
    missing: z.array(z.string()),
  }),
  needs: 'nothing',
  describe: async (context, config) => (await look(context, config)).report,
  run: async (context, config) => {
    const { error, found, report } = await look(context, config);
    const { frames, suspects, experts, missing } = found;
    const result = {
      title: titleOf(error),
      report,
      frames: frames.map(({ path, line, function: name }) => ({ path, line, function: name })),
      pulls: suspects.map(({ number, title, author, mergedAt }) => ({
        number,
        title,
        author,
        merged_at: mergedAt.toISOString(),
      })),
      experts: experts.map(({ login }) => login),
      is_back: error.isBack,
      missing,
    };
    const named = suspects.map(({ number }) => `#${number}`).join(', ');
    const more = missing.length === 0 ? '' : ` (not known: ${missing.join('; ')})`;
    return done(result, `${named === '' ? 'no pull request is suspected' : `suspects ${named}`}${more}`);
  },
});

async function look(
  { ports, run, signal }: StepContext,
  { integration, most }: z.output<typeof Config>,
): Promise<{ error: SentryError; found: Suspicion; report: string }> {
  const error = await readSentryError(ports, run, integration, signal);
  const { repository } = run;
  signal.throwIfAborted();
  const found = repository === null ? nowhere(error) : await findSuspects(ports, { ...run, repository }, error, most);
  const url = repository === null ? '' : ports.github.repositoryUrl(repository.fullName);
  return { error, found, report: renderSuspects(error, found, url) };
}

function nowhere({ project }: SentryError): Suspicion {
  const which = `no repository is known for the Sentry project ${project ?? 'of this event'}`;
  const missing = [`the code: ${which}; name it in "repositories" of the integration`];
  return { sha: null, frames: [], suspects: [], experts: [], missing };
}
