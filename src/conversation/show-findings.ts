import { clearRequests } from '../github/publish/clear-requests.js';
import { GitHubTerminalError } from '../github/client/github-error.js';
import { linkFindings } from '../github/publish/link-findings.js';
import { markResolved } from '../github/publish/mark-resolved.js';
import type { PublishPorts } from '../github/publish/publish-ports.js';
import { restoreComment } from '../github/publish/restore-comment.js';
import { upsertSummary } from '../github/publish/upsert-summary.js';
import { type DismissalText, readDismissalTexts } from '../ledger/read-dismissal-texts.js';
import { readEarlier } from '../ledger/read-earlier.js';
import { readLastSummary } from '../ledger/read-last-summary.js';
import { codeSpan } from '../markdown/code-text.js';
import { details } from '../markdown/details.js';
import { inertLine, inertText } from '../markdown/inert.js';
import { tellsOfInjection } from '../review/render/injection-notice.js';
import { refreshSummary } from '../review/render/refresh-summary.js';
import { renderInlineComment } from '../review/render/render-inline-comment.js';
import type { LedgerFinding } from '../review/types.js';
import { dismissalText } from './dismissal-text.js';
import { showCheck, type ShowCheckPorts } from './show-check.js';

export interface ShowPorts extends ShowCheckPorts {
  publish: PublishPorts;
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
    failures.push(...(await showCheckOrTell(ports)));
  }
  return failures;
}

async function showCheckOrTell(ports: ShowPorts): Promise<string[]> {
  try {
    await showCheck(ports);
    return [];
  } catch (error) {
    if (!(error instanceof GitHubTerminalError)) throw error;
    return [`The check run still says what it said: ${error.message}`];
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
