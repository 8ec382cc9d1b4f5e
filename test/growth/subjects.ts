import { storedAddress } from '../../src/markdown/own-link.js';
import { queryOfChange } from '../../src/memory/recall/recall-query.js';
import { memoryText } from '../../src/review/memories/memory-text.js';
import { askedChange } from '../../src/workflows/pulls/read-memories.js';
import { given } from '../review/memories/given.js';
import { heldTexts } from '../../src/review/plan/head-texts.js';
import { openShare } from '../../src/review/analyzers/thread-share.js';
import { describeError } from '../../src/access/log-error.js';
import { redact, redactValue } from '../../src/access/redact.js';
import { createAnswerCollector } from '../../src/claude/answer-collector.js';
import { guessReply } from '../../src/conversation/guess-reply.js';
import { goModules } from '../../src/graph/symbols/modules/go-modules.js';
import { readJson } from '../../src/graph/symbols/modules/read-json.js';
import { starPatterns } from '../../src/graph/symbols/modules/star-patterns.js';
import { parseCodeOwners } from '../../src/graph/formulas/code-owners.js';
import { verifyCitations } from '../../src/conversation/verify-citations.js';
import { diffAtOnce } from '../diff/diff-at-once.js';
import { parseDiff } from '../../src/diff/parse-diff.js';
import { parsePatch } from '../../src/diff/parse-patch.js';
import { sameHunk } from '../../src/diff/same-hunk.js';
import type { Hunk } from '../../src/diff/types.js';
import { unquotePath } from '../../src/diff/unquote-path.js';
import { verifyMarker } from '../../src/github/publish/marker.js';
import { readYaml } from '../../src/github/settings/read-yaml.js';
import { parsePayload } from '../../src/inbox/parse-payload.js';
import { columnsOf } from '../../src/review/ask/code/columns-of.js';
import { enclosingExcerpts } from '../../src/review/ask/code/enclosing-excerpts.js';
import { definitionPlaces } from '../../src/review/ask/code/find-definitions.js';
import { touchedLines, type LookedAt } from '../../src/review/ask/code/look-at-change.js';
import { mergeClaims } from '../../src/review/ask/merge-claims.js';
import { planChunks } from '../../src/review/ask/plan-chunks.js';
import { capText } from '../../src/review/ask/prompt/cap-text.js';
import { createFence } from '../../src/review/ask/prompt/fence.js';
import { readClosingText } from '../../src/review/ask/prompt/format.js';
import { splitFile } from '../../src/review/ask/split-file.js';
import { changedSince } from '../../src/review/plan/changed-since.js';
import { pathFilter } from '../../src/review/plan/path-filter.js';
import { pathWeight } from '../../src/review/plan/path-weight.js';
import { planReview } from '../../src/review/plan/plan-review.js';
import { skipReason } from '../../src/review/plan/skip-reason.js';
import { triageFile } from '../../src/review/plan/triage-file.js';
import { refreshSummary } from '../../src/review/render/refresh-summary.js';
import { compareRound } from '../../src/review/rounds/compare-round.js';
import { findingIds } from '../../src/review/rounds/finding-ids.js';
import { fingerprints } from '../../src/review/rounds/fingerprint.js';
import { followRenames } from '../../src/review/rounds/follow-renames.js';
import { locateEarlier } from '../../src/review/rounds/locate-earlier.js';
import type { ChangedFile, Claim, LedgerFinding } from '../../src/review/types.js';
import { anchorFindings } from '../../src/review/verify/anchor-findings.js';
import { checkReport } from '../../src/review/verify/check-report.js';
import { pythonProblem } from '../../src/review/verify/layout/python-problem.js';
import { yamlEntries } from '../../src/review/verify/layout/yaml-entries.js';
import type { Report } from '../../src/review/ask/tools/report-finding.js';
import { detectInjections } from '../../src/review/verify/detect-injection.js';
import { diffText } from '../../src/review/verify/diff-text.js';
import { plainText } from '../../src/review/verify/plain-text.js';
import { showInvisible } from '../../src/review/verify/show-invisible.js';
import { testSuggestion } from '../../src/review/verify/test-suggestion.js';
import { verifyClaims } from '../../src/review/verify/verify-claims.js';
import { findWords } from '../../src/snapshot/find-words.js';
import { cleanForModel } from '../../src/review/analyzers/clean-for-model.js';
import { codeSections } from '../../src/review/gather/code-sections.js';
import { indexPaths } from '../../src/syntax/index-paths.js';
import { resolveImport } from '../../src/syntax/resolve-import.js';
import { memorySnapshot } from '../review/memory-snapshot.js';
import { sampleChange, sampleClaim, sampleFile, settings } from '../review/sample-change.js';
import type { Work } from './measure-growth.js';

/** Findings of one review at most, so that what is done for each of them counts as often as it may. */
const FINDINGS = 200;
const fence = createFence('n0nce', redact);
const report = {
  path: 'src/job.ts',
  line: 1,
  start_line: null,
  quote: 'x',
  severity: 'must-fix',
  category: 'bug',
  title: 't',
  why: 'w',
  how_verified: 'h',
  symbols: [],
  replacement: null,
  also: [],
} satisfies Report;

/** Everything that handles a text of people outside on the thread that all share, by the name of what it is given. */
export const SUBJECTS: readonly (readonly [string, (text: string) => Work, few?: true])[] = [
  ['redact', (text) => () => redact(text)],
  ['cleanForModel', (text) => () => cleanForModel(text)],
  ['codeSections', (text) => () => codeSections(text)],
  ['codeSections of a heading', (text) => () => codeSections(`# ${text}`)],
  ['redactValue', (text) => () => redactValue({ text, [text.slice(0, 10_000)]: text.split('\n').slice(0, 20_000) })],
  ['describeError', (text) => () => describeError(new Error(text))],
  ['showInvisible', (text) => () => showInvisible(text)],
  ['plainText', (text) => () => plainText(text)],
  ['fence', (text) => () => fence.data(text.slice(0, 1000), text)],
  [
    'queryOfChange',
    (text) => () =>
      queryOfChange({ title: text, body: text, paths: [text], symbols: [text], added: [text, ...text.split('\n')] }),
  ],
  ['askedChange', (text) => onFile(text, (file) => askedChange(sampleChange({ files: [file] })))],
  ['memoryText', (text) => () => memoryText(given({ text, pathGlob: text, source: text }))],
  ['storedAddress', (text) => () => storedAddress('https://h/a/b', `https://h/a/b/${text}`)],
  ['capText', (text) => () => capText(text, 1500)],
  ['readClosingText', (text) => () => readClosingText(text)],
  ['detectInjections in a description', (text) => () => detectInjections(sampleChange({ body: text }), [])],
  [
    'detectInjections in a file name',
    (text) => () => detectInjections(sampleChange({ files: [sampleFile(text)] }), []),
  ],
  ['detectInjections in code', (text) => onFile(text, (file) => detectInjections(sampleChange({ files: [file] }), []))],
  ['parsePatch', (text) => () => attempt(() => parsePatch(text))],
  ['parsePatch of added lines', (text) => () => parsePatch(patchOf(text))],
  ['parseDiff', (text) => () => attempt(() => parseDiff(`diff --git a/x b/x\n${text}`))],
  ['parseDiff of a name', (text) => () => attempt(() => parseDiff(`diff --git a/${text} b/${text}\n`))],
  ['unquotePath', (text) => () => unquotePath(`"${text}"`)],
  ['diffTexts', (text) => () => diffAtOnce(text, text.split('\n').toReversed().join('\n'))],
  ['diffTexts of a few edits', (text) => () => diffAtOnce(text, everyHundredth(text))],
  [
    'changedSince',
    (text) => onFile(text, ({ hunks }) => changedSince({ oldText: everyHundredth(text), headText: text, hunks })),
  ],
  ['sameHunk', (text) => onFile(text, ({ hunks }) => times(FINDINGS, () => sameHunk(hunks, 'RIGHT', 1, 2)))],
  ['diffText', (text) => onFile(text, diffText)],
  ['triageFile', (text) => () => triageFile(sampleFile(text), pathFilter(settings.paths))],
  ['pathWeight', (text) => () => pathWeight(text)],
  ['pathFilter', (text) => () => pathFilter({ include: ['**/*a*a*.ts'], ignore: ['{a,b}/**/*'] }).leftOut(text), true],
  [
    'skipReason',
    (text) => () =>
      skipReason(sampleChange({ title: text, headRef: text.slice(0, 1000), labels: [text] }), {
        ...settings,
        skip: { labels: ['a'], titles: ['b'], branches: ['*a*'] },
      }),
  ],
  ['planReview of many names', (text) => onNames(text, (files) => planReview(sampleChange({ files }), settings)), true],
  ['checkReport of a quote', (text) => onReport(text, { quote: text })],
  ['checkReport of prose', (text) => onReport('x', { title: text, why: text, how_verified: text })],
  ['checkReport of symbols', (text) => onReport('x', { quote: 'x', symbols: [text, text] })],
  ['checkReport of many reports', (text) => onManyReports(text)],
  [
    'verifyClaims',
    (text) =>
      onClaims(text, (claims, file) =>
        verifyClaims(claims, async () => text, sampleChange({ files: [file] }), settings),
      ),
  ],
  ['anchorFindings', (text) => onClaims(text, (claims, file) => anchorFindings(claims, { files: [file] }))],
  [
    'mergeClaims',
    (text) =>
      onClaims(text, (claims) =>
        mergeClaims(
          claims,
          claims.slice(0, 100).map((claim) => ({ ...claim, rule: 'claude/bug' })),
        ),
      ),
  ],
  ['fingerprints', (text) => onClaims(text, (claims) => fingerprints(claims))],
  [
    'locateEarlier',
    (text) =>
      onClaims(text, (claims) => locateEarlier(claims.map(told), heldTexts(new Map([['src/job.ts', text]])), null)),
  ],
  ['compareRound', (text) => onClaims(text, (claims, file) => compare(claims, file))],
  [
    'followRenames',
    (text) =>
      onClaims(text, (claims, file) =>
        followRenames(claims.map(told), { files: [{ ...file, path: 'b.ts', oldPath: file.path }] }),
      ),
  ],
  ['pythonProblem', (text) => () => pythonProblem(text)],
  ['yamlEntries', (text) => () => yamlEntries(text)],
  [
    'testSuggestion',
    (text) => () =>
      testSuggestion(
        {
          path: 'src/job.ts',
          headText: text,
          startLine: 1,
          endLine: 1,
          replacement: 'fetch("//evil.example/x")',
        },
        openShare(),
      ),
  ],
  ['touchedLines of removals', (text) => onHunks(removalOf(text), touchedLines)],
  ['enclosingExcerpts', (text) => onFile(text, (file) => enclosingExcerpts(file, lookedAt(text))), true],
  ['columnsOf', (text) => () => columnsOf(text, 'abc')],
  ['definitionPlaces', (text) => () => definitionPlaces('abc', lookedAt(''), hitsOf(text))],
  [
    'planChunks of many names',
    (text) =>
      onNames(text, (files) =>
        planChunks(files, { tokensOf: () => 100, tokensPerChunk: 40_000, mostChunks: 8, links: linksOf(files) }),
      ),
    true,
  ],
  ['splitFile', (text) => onFile(text, (file) => splitFile(file, { tokensOf: sizeOf, tokensPerChunk: 5000 }))],
  [
    'splitFile of many hunks',
    (text) =>
      onHunks(manyHunks(text), (hunks) =>
        splitFile(sampleFile('a.ts', { hunks }), { tokensOf: sizeOf, tokensPerChunk: 40_000 }),
      ),
    true,
  ],
  [
    'findWords',
    (text) => () =>
      findWords(memorySnapshot({ 'a.ts': text }), new Set(['abc', 'a', 'v']), {
        paths: ['a.ts'],
        perWord: 60,
        maxBytes: 1e9,
      }),
  ],
  ['resolveImport', (text) => onIndex(text), true],
  [
    'verifyCitations',
    (text) => () =>
      verifyCitations([{ path: 'a', line: 1, quote: 'nowhere to be found' }], {
        readText: async () => text,
        clean: redact,
      }),
  ],
  ['guessReply', (text) => () => guessReply(text)],
  ['goModules', (text) => () => goModules(new Set(['a.go']), new Map([['go.mod', text]]))],
  ['readJson', (text) => () => readJson(`{ "compilerOptions": ${text}`)],
  ['starPatterns', (text) => () => manyNames(text)],
  ['parseCodeOwners', (text) => () => parseCodeOwners(text)],
  [
    'refreshSummary',
    (text) => () =>
      refreshSummary(
        `| ! | F1 a | b:1 | open |\n${text}`,
        [{ handle: 1, state: 'fixed', fixedIn: null, severity: 'minor' }],
        null,
      ),
  ],
  ['verifyMarker', (text) => () => verifyMarker(text, 'summary', { repositoryId: 1, number: 1 }, [Buffer.from('k')])],
  ['parsePayload', (text) => () => parsePayload(Buffer.from(JSON.stringify({ text })))],
  ['parsePayload of no JSON', (text) => () => parsePayload(Buffer.from(text))],
  ['readYaml', (text) => () => readYaml(text.slice(0, 32_768))],
  ['the answer of a model', (text) => () => collect(text)],
];

function attempt(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

function times(count: number, work: () => unknown): void {
  for (let index = 0; index < count; index++) work();
}

function linesOf(text: string): string[] {
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}

function patchOf(text: string): string {
  const lines = linesOf(text);
  return [`@@ -0,0 +1,${lines.length} @@`, ...lines.map((line) => `+${line}`)].join('\n');
}

function removalOf(text: string): Hunk[] {
  const lines = linesOf(text);
  return parsePatch([`@@ -1,${lines.length} +0,0 @@`, ...lines.map((line) => `-${line}`)].join('\n'));
}

function manyHunks(text: string): Hunk[] {
  return Array.from({ length: Math.ceil(text.length / 40) }, (_, index) => {
    const line = index * 10 + 1;
    return {
      oldStart: line,
      oldCount: 0,
      newStart: line,
      newCount: 1,
      section: '',
      lines: [
        {
          kind: 'added',
          oldLine: null,
          newLine: line,
          text: text.slice(index * 40, index * 40 + 20),
          noNewline: false,
        },
      ],
    };
  });
}

/** How many edits a diff follows is bounded by a number of its own. */
const MOST_CHANGED = 2000;

function everyHundredth(text: string): string {
  return text
    .split('\n')
    .map((line, index) => (index % 100 === 0 && index < MOST_CHANGED ? `${line}!` : line))
    .join('\n');
}

function onFile(text: string, work: (file: ChangedFile) => unknown): Work {
  const hunks = parsePatch(patchOf(text));
  const file = sampleFile('src/job.ts', { hunks });
  return () => work(file);
}

function onHunks(hunks: Hunk[], work: (hunks: Hunk[]) => unknown): Work {
  return () => work(hunks);
}

/** One claim for each line, as many as a review may have. */
function onClaims(text: string, work: (claims: Claim[], file: ChangedFile) => unknown): Work {
  const lines = linesOf(text);
  const claims = lines.slice(0, FINDINGS).map((quote, index) => sampleClaim({ line: index + 1, quote, startLine: 1 }));
  return onFile(text, (file) => work(claims, file));
}

function told(claim: Claim, index: number): LedgerFinding {
  return {
    ...claim,
    rule: 'claude/bug',
    id: String(index),
    handle: index + 1,
    fingerprint: String(index),
    anchored: true,
    state: 'open',
    fixedIn: null,
    commentId: null,
    commentNodeId: null,
  };
}

function compare(claims: Claim[], file: ChangedFile): unknown {
  const earlier = claims.map(told);
  const fresh = claims.map((claim) => ({
    ...claim,
    rule: 'claude/bug',
    category: 'tests' as const,
    line: claim.line + 1e6,
    fingerprint: claim.quote,
    anchored: true,
  }));
  const paths = new Set([file.path]);
  return compareRound(earlier, fresh, {
    headSha: 'a',
    round: 2,
    readPaths: paths,
    changedPaths: paths,
    since: new Map(),
    located: new Map(),
    judged: new Map(),
    idOf: findingIds({ repository: 1, number: 1 }, earlier),
    isDismissed: () => false,
  });
}

function onReport(headText: string, over: object): Work {
  return onFile(headText, (file) =>
    checkReport(
      { ...report, ...over },
      {
        files: new Map([[file.path, file]]),
        memoryOf: () => null,
        headText: async () => headText,
        occurs: async () => true,
        clean: redact,
        testReplacement: async () => null,
        taken: [],
        others: [],
      },
    ),
  );
}

/** The sixty reports of one agent, each with a quote that stands nowhere. */
function onManyReports(text: string): Work {
  return onFile(text, async (file) => {
    const context = {
      files: new Map([[file.path, file]]),
      memoryOf: () => null,
      headText: async () => text,
      occurs: async () => true,
      clean: redact,
      testReplacement: async () => null,
      taken: [],
      others: [],
    };
    for (let index = 0; index < 60; index++) await checkReport({ ...report, quote: `nowhere ${index}` }, context);
  });
}

/** Pieces of the text as names of files in folders of one name; GitHub lists 3,000. */
function onNames(text: string, work: (files: ChangedFile[]) => unknown): Work {
  const count = Math.min(3000, Math.ceil(text.length / 40));
  const files = Array.from({ length: count }, (_, index) => {
    const name = text.slice(index * 40, index * 40 + 20).replaceAll(/[\s/]/g, '_');
    return sampleFile(index % 2 === 0 ? `src/${name}/${index}/index.ts` : `test/${name}/${index}/index.test.ts`);
  });
  return () => work(files);
}

function linksOf(files: readonly ChangedFile[]): [string, string][] {
  const [hub] = files;
  return files.map(({ path }): [string, string] => [hub?.path ?? '', path]);
}

function sizeOf(file: ChangedFile): number {
  return Math.ceil(diffText(file).length / 3);
}

function lookedAt(text: string): LookedAt {
  const lines = linesOf(text);
  const symbols = lines.slice(0, 5000).map((_, index) => ({
    name: `f${index}`,
    kind: 'function' as const,
    container: index === 0 ? null : `f${index - 1}`,
    startLine: index + 1,
    endLine: lines.length,
    signatureEndLine: index + 1,
  }));
  return {
    path: 'src/job.ts',
    language: 'typescript',
    lines,
    symbols,
    references: ['abc'],
    imports: new Set(),
    file: null,
    touched: new Set(lines.keys()),
    changedSymbols: [],
  };
}

/** As many lines as a search brings, each as long as one that is looked at. */
function hitsOf(text: string) {
  return Array.from({ length: Math.min(60, Math.ceil(text.length / 490)) }, (_, index) => ({
    path: 'src/job.ts',
    line: index + 1,
    text: `${text.slice(index * 490, index * 490 + 240)} abc ${text.slice(0, 240)}`,
  }));
}

/** A table of as many patterns as the text has pieces, asked 500 times. */
function manyNames(text: string): void {
  const names = Array.from({ length: Math.ceil(text.length / 40) }, (_, at) => text.slice(at * 40, at * 40 + 40));
  const find = starPatterns(names.map((name, at) => [`${name.slice(0, at % 40)}*`, at]));
  for (const name of names.slice(0, 500)) find(name);
}

function onIndex(text: string): Work {
  const count = Math.ceil(text.length / 40);
  const paths = Array.from({ length: count }, (_, index) => `p${index}/src/index.ts`);
  const go = paths.map((path) => path.replace('index.ts', 'a.go'));
  return async () => {
    const index = await indexPaths([...paths, ...go]);
    for (const one of paths.slice(0, 500)) {
      resolveImport('typescript', `@a/${one.slice(0, -3)}`, 'a.ts', index);
      resolveImport('go', `example.com/x/${one.slice(0, -9)}`, 'a.go', index);
      resolveImport('c-sharp', 'Shop.src', 'a.cs', index);
    }
  };
}

function collect(text: string): unknown {
  const collector = createAnswerCollector();
  collector.add({ type: 'message_start', message: { model: 'm' } });
  collector.add({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } });
  for (let at = 0; at < text.length; at += 20)
    collector.add({
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'text_delta', text: text.slice(at, at + 20) },
    });
  return collector.collected();
}
