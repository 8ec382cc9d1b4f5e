import type { DataSource } from 'typeorm';
import { clearRequests } from '../github/publish/clear-requests.js';
import { rewriteCheck } from '../github/publish/change-check.js';
import { GitHubTerminalError } from '../github/client/github-error.js';
import type { Octokit } from '../github/client/installation-octokit.js';
import { linkFindings } from '../github/publish/link-findings.js';
import { markResolved } from '../github/publish/mark-resolved.js';
import type { PublishPorts } from '../github/publish/publish-ports.js';
import { restoreComment } from '../github/publish/restore-comment.js';
import type { PullTarget } from '../github/client/target.js';
import { upsertSummary } from '../github/publish/upsert-summary.js';
import { type DismissalText, readDismissalTexts } from '../ledger/read-dismissal-texts.js';
import { readEarlier } from '../ledger/read-earlier.js';
import { readLastCheck } from '../ledger/read-last-check.js';
import { readLastSummary } from '../ledger/read-last-summary.js';
import { codeSpan } from '../markdown/code-text.js';
import { details } from '../markdown/details.js';
import { inertLine, inertText } from '../markdown/inert.js';
import { tellsOfInjection } from '../review/render/injection-notice.js';
import { refreshCheck } from '../review/render/refresh-check.js';
import { refreshSummary } from '../review/render/refresh-summary.js';
import { renderInlineComment } from '../review/render/render-inline-comment.js';
import type { LedgerFinding } from '../review/types.js';
import { dismissalText } from './dismissal-text.js';

export interface ShowPorts {
  source: DataSource;
  octokit: Octokit;
  publish: PublishPorts;
  target: PullTarget;
  pullRequestId: string;
  clean(text: string): string;
}

/**
 * Brings what stands on the pull request to the state of the ledger: comments of dismissed findings are rewritten and
 * folded away, those of reopened ones get their text back, the summary's table and the check run of the head follow, and a
 * request for changes whose reasons are all gone is taken back. Nothing is posted anew. Returns what could not be done; that spoils nothing.
 */
export async function showFindings(ports: ShowPorts, handles: readonly number[]): Promise<string[]> {
  const { source, octokit, publish, target, pullRequestId } = ports;
  const { findings } = await readEarlier(source, pullRequestId);
  const texts = await readDismissalTexts(source, pullRequestId, handles);
  const last = await readLastSummary(source, pullRequestId);
  const withPrompt = last !== null && !tellsOfInjection(last);
  const failures: string[] = [];
  for (const finding of findings.filter(({ handle }) => handles.includes(handle))) {
    const failure = await showFinding(
      ports,
      finding,
      texts.find(({ handle }) => handle === finding.handle),
      { withPrompt },
    );
    if (failure !== null) failures.push(failure);
  }
  if (!findings.some(({ state, severity }) => state === 'open' && severity === 'must-fix')) {
    failures.push(...(await clearRequests(octokit, publish, target)));
  }
  if (last !== null) {
    const place = { repositoryUrl: publish.repositoryUrl, number: target.number };
    const posted = findings.flatMap(({ handle, commentId }) => (commentId === null ? [] : [{ handle, commentId }]));
    await upsertSummary(octokit, publish, target, (present) =>
      linkFindings(refreshSummary(present ?? last, findings, publish.repositoryUrl), posted, place),
    );
    const failure = await showCheck(ports, findings, (text) => linkFindings(text, posted, place));
    if (failure !== null) failures.push(failure);
  }
  return failures;
}

/** The check run that the last review made for the head of now. */
async function showCheck(
  { source, octokit, publish, target, pullRequestId, clean }: ShowPorts,
  findings: readonly LedgerFinding[],
  linked: (text: string) => string,
): Promise<string | null> {
  const last = await readLastCheck(source, pullRequestId);
  const check = last && refreshCheck(last, findings, publish.repositoryUrl, clean);
  if (last === null || check === null) return null;
  try {
    const summary = linked(check.summary);
    await rewriteCheck(octokit, target, publish, { ...check, id: last.checkRunId, summary });
    return null;
  } catch (error) {
    if (!(error instanceof GitHubTerminalError)) throw error;
    return `The check run ${last.checkRunId} still says what it said: ${error.message}`;
  }
}

async function showFinding(
  { octokit, publish, target, clean }: ShowPorts,
  finding: LedgerFinding,
  dismissal: DismissalText | undefined,
  { withPrompt }: { withPrompt: boolean },
): Promise<string | null> {
  const { id: findingId, commentId, commentNodeId } = finding;
  if (commentId === null) return null;
  const comment = { findingId, commentId, commentNodeId };
  if (finding.state === 'dismissed' && dismissal !== undefined) {
    const body = dismissedBody(finding, dismissal, clean);
    return markResolved(octokit, publish, target, { ...comment, body });
  }
  if (finding.state !== 'open') return null;
  return restoreComment(octokit, publish, target, {
    ...comment,
    body: renderInlineComment(finding, clean, { withPrompt }),
  });
}

const PLACES = { finding: '', file: ' in this file', repository: ' in this repository' } as const;

function dismissedBody(finding: LedgerFinding, dismissal: DismissalText, clean: (text: string) => string): string {
  return [
    `Dismissed${PLACES[dismissal.scope]} by ${codeSpan(`@${dismissal.dismissedBy}`)}: ${inertLine(dismissalText(dismissal), clean)}. \`/nectr reopen F${finding.handle}\` or \`/nectr forget M${dismissal.number}\` takes it back.`,
    `~~${inertLine(finding.title, clean) || 'Finding'}~~`,
    details('What it said', inertText(finding.body, clean)),
  ].join('\n\n');
}
