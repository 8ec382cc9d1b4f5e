import { ruleCatalog } from '../../review/analyzers/rule-catalog.js';
import type { Severity } from '../../review/types.js';
import type { ReportFinding, ReviewReport } from './review-report.js';
import { weaknessOf } from './weakness-of.js';

const LEVEL: Record<Severity, 'error' | 'warning' | 'note'> = {
  'must-fix': 'error',
  'should-fix': 'warning',
  minor: 'note',
  'pre-existing': 'note',
};

/**
 * Of GitHub's code scanning: above 9.0 critical, 7.0 high, 4.0 medium.
 * https://docs.github.com/en/code-security/reference/code-scanning/sarif-support-for-code-scanning
 */
const SECURITY_SEVERITY: Record<Severity, string> = {
  'must-fix': '8.0',
  'should-fix': '5.0',
  minor: '2.0',
  'pre-existing': '2.0',
};

/**
 * The report as SARIF 2.1.0 (OASIS): one run; rules with their metadata; results with a fingerprint, a region and,
 * where one is offered, a fix. Leads are left out: code scanning would make a comment on its line of each. What was not
 * read is a notification of the invocation, so that no viewer takes it for clean.
 */
export function renderSarif(report: ReviewReport): string {
  const rules = rulesOf(report.findings);
  const place = new Map(rules.map(({ id }, index) => [id, index]));
  const { outcome, coverage, verdict, base, head } = report;
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Nectr', version: report.tool.version, rules } },
        // What stands before the last slash is the category by which runs are told from those of other tools.
        automationDetails: { id: `nectr/${head.sha}` },
        columnKind: 'utf16CodeUnits',
        invocations: [{ executionSuccessful: true, toolExecutionNotifications: notifications(report) }],
        results: report.findings.map((finding) => resultOf(finding, place.get(finding.rule) ?? -1)),
        properties: { outcome, verdict, coverage, base, head },
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function rulesOf(findings: readonly ReportFinding[]) {
  const known = new Map(ruleCatalog().map((rule) => [rule.id, rule]));
  return [...new Set(findings.map(({ rule }) => rule))].map((id) => {
    const first = findings.find(({ rule }) => rule === id);
    const { title, body, severity, category } = known.get(id) ?? {
      title: id,
      body: '',
      severity: first?.severity ?? 'minor',
      category: first?.category ?? 'quality',
    };
    const weakness = weaknessOf(id);
    const off = `\`rules: {${id}: off}\` in .github/nectr.yml switches it off.`;
    return {
      id,
      shortDescription: { text: title },
      help: { text: [body, off].filter(Boolean).join(' ') },
      ...(weakness === null ? {} : { helpUri: weakness.url }),
      defaultConfiguration: { level: LEVEL[severity] },
      properties: {
        tags: [category, ...(weakness === null ? [] : [`external/cwe/cwe-${weakness.number}`])],
        ...(category === 'security' ? { 'security-severity': SECURITY_SEVERITY[severity] } : {}),
      },
    };
  });
}

function resultOf(finding: ReportFinding, ruleIndex: number) {
  const { rule, severity, category, title, body, line, startLine, quote, fingerprint, suggestion } = finding;
  const artifactLocation = { uri: uriOf(finding.path), uriBaseId: '%SRCROOT%' };
  const lines = { startLine: startLine ?? line, endLine: line };
  return {
    ruleId: rule,
    ruleIndex,
    level: LEVEL[severity],
    message: { text: `${title}. ${body}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation,
          region: { ...lines, ...(startLine === null ? { snippet: { text: quote } } : {}) },
        },
      },
    ],
    partialFingerprints: { 'nectrFinding/v1': fingerprint },
    properties: { severity, category, evidence: finding.evidence },
    ...(suggestion === null
      ? {}
      : {
          fixes: [
            {
              description: { text: title },
              artifactChanges: [
                {
                  artifactLocation,
                  replacements: [{ deletedRegion: lines, insertedContent: { text: suggestion } }],
                },
              ],
            },
          ],
        }),
  };
}

function notifications({ outcome, coverage, notices }: ReviewReport) {
  const note = (level: 'note' | 'warning', text: string, path?: string) => ({
    level,
    message: { text },
    ...(path === undefined
      ? {}
      : { locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(path), uriBaseId: '%SRCROOT%' } } }] }),
  });
  return [
    ...(outcome.reason === null ? [] : [note('warning', `${outcome.kind}: ${outcome.reason}`)]),
    ...coverage.unread.map(({ path, reason }) => note('warning', `not read: ${reason}`, path)),
    ...coverage.skipped.map(({ path, reason }) => note('note', `skipped: ${reason}`, path)),
    ...notices.map((text) => note('note', text)),
  ];
}

/** A relative URI reference: each part of the path encoded. */
function uriOf(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
