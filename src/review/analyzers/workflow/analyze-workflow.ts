import type { Claim } from '../../types.js';
import { addedLines, removedTexts } from '../added-lines.js';
import { claimAt } from '../claim-at.js';
import type { AnalyzedFile, RuleInfo } from '../types.js';
import { WORKFLOW_RULES } from './rules.js';

const WORKFLOW_FILE = /^\.github\/workflows\/[^/]+\.ya?ml$|(?:^|\/)action\.ya?ml$/;
/** One line; a text of blank lines must not be looked through from each of them. */
const PRIVILEGED = /^(?:on:.*|\s*(?:-\s*)?["']?)(?:pull_request_target|workflow_run)\b/;
const HEAD_REF =
  /(?:github\.event\.pull_request\.head\.(?:sha|ref)|github\.head_ref|github\.event\.workflow_run\.head_(?:sha|branch)|refs\/pull\/)/;
/** `refs/pull/${{ github.event.number }}/merge` */
const PULL_REF = /^\s*ref:\s*["']?(?:refs\/)?pull\/\S/;
/**
 * Fields of an event that its sender writes. Source:
 * https://securitylab.github.com/resources/github-actions-untrusted-input/
 */
const UNTRUSTED =
  /(?:github\.head_ref|github\.event\.(?:issue\.(?:title|body)|pull_request\.(?:title|body|head\.(?:ref|label|repo\.default_branch))|comment\.body|review\.body|review_comment\.body|discussion\.(?:title|body)|head_commit\.(?:message|author\.(?:name|email))|commits|pages|workflow_run\.(?:head_branch|head_commit\.message|display_title)))/;
const VARIABLE = /^\s*["']?(\w{1,100})["']?:/;
const OF_ENV = /\benv(?:\.|\[["'])(\w{1,100})/g;
const USES = /^\s*(?:-\s*)?uses:\s*["']?([^\s"'#]+)/;
const OWN_ACTIONS = /^(?:\.\/|actions\/|github\/|docker:\/\/[^@]+@sha256:)/;

/** Whether a file of this name is a workflow or a composite action. */
export function isWorkflowPath(path: string): boolean {
  return WORKFLOW_FILE.test(path);
}

/**
 * Risky lines that a change adds to GitHub Actions workflows and composite actions. Reads text only; never runs
 * anything.
 */
export function analyzeWorkflow(file: AnalyzedFile): Claim[] {
  if (!isWorkflowPath(file.path) || file.content === null) return [];
  const lines = file.content.split('\n');
  const scripts = scriptLines(lines);
  const privileged = lines.some((line) => PRIVILEGED.test(line));
  const untrusted = untrustedVariables(lines, scripts);
  const claims: Claim[] = [];
  // Once for each action; one that was not pinned before is nothing new.
  const known = new Set([...removedTexts([file]).keys()].map(unpinnedAction));
  const isOwn = (action: string | null) => action?.split('/', 1)[0]?.toLowerCase() === file.owner?.toLowerCase();
  for (const [line, text] of addedLines(file)) {
    const rule = ruleFor(text, { script: scripts.has(line), privileged, untrusted });
    if (rule === WORKFLOW_RULES.unpinnedAction) {
      const action = unpinnedAction(text);
      if (known.has(action) || isOwn(action)) continue;
      known.add(action);
    }
    if (rule) claims.push(claimAt(rule, file.path, line, text, 'The added line of this workflow says so.'));
  }
  return claims;
}

function ruleFor(
  text: string,
  at: { script: boolean; privileged: boolean; untrusted: ReadonlySet<string> },
): RuleInfo | null {
  if (/^\s*#/.test(text)) return null;
  if (at.script)
    return hasExpression(text, UNTRUSTED) || usesVariable(text, at.untrusted) ? WORKFLOW_RULES.scriptInjection : null;
  if (at.privileged && (PULL_REF.test(text) || (/^\s*ref:/.test(text) && hasExpression(text, HEAD_REF))))
    return WORKFLOW_RULES.untrustedCheckout;
  if (/^\s*permissions:\s*["']?write-all\b/.test(text)) return WORKFLOW_RULES.writeAll;
  return unpinnedAction(text) === null ? null : WORKFLOW_RULES.unpinnedAction;
}

/**
 * Variables that hold what the sender of an event wrote. `$TITLE` in a script is safe, `${{ env.TITLE }}` is put into
 * it.
 */
function untrustedVariables(lines: readonly string[], scripts: ReadonlySet<number>): Set<string> {
  const names = lines.flatMap((text, index) =>
    scripts.has(index + 1) || !hasExpression(text, UNTRUSTED) ? [] : (VARIABLE.exec(text)?.[1] ?? []),
  );
  return new Set(names);
}

function usesVariable(text: string, names: ReadonlySet<string>): boolean {
  if (names.size === 0) return false;
  const [, ...expressions] = text.split('${{');
  return expressions.some((expression) =>
    Array.from((expression.split('}', 1)[0] ?? '').matchAll(OF_ENV), ([, name = '']) => name).some((name) =>
      names.has(name),
    ),
  );
}

/** Whether an expression `${{ … }}` of a line holds what is looked for. */
function hasExpression(text: string, wanted: RegExp): boolean {
  const [, ...expressions] = text.split('${{');
  return expressions.some((expression) => wanted.test(expression.split('}', 1)[0] ?? ''));
}

/** The action, without its version, that a line uses by a tag or a branch. */
function unpinnedAction(text: string): string | null {
  const action = USES.exec(text)?.[1];
  if (action === undefined || OWN_ACTIONS.test(action) || /@[0-9a-f]{40}$/.test(action)) return null;
  return action.split('@', 1)[0] ?? action;
}

/** 1-based lines that belong to a `run:` script or to the `script:` of `actions/github-script`. */
function scriptLines(lines: readonly string[]): Set<number> {
  const inside = new Set<number>();
  let indent: number | null = null;
  for (const [index, text] of lines.entries()) {
    const depth = text.search(/\S/);
    if (indent !== null && (depth === -1 || depth > indent)) {
      inside.add(index + 1);
      continue;
    }
    indent = null;
    const key = /^(\s*(?:-\s+)?)(?:run|script):\s*([|>]?)/.exec(text);
    if (!key) continue;
    inside.add(index + 1);
    if (key[2] !== '') indent = (key[1] ?? '').length;
  }
  return inside;
}
