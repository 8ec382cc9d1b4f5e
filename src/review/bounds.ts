const MB = 1024 * 1024;

/**
 * What one review takes at most, in sum: each part has its own bound where it is read. What lies beyond is named in the
 * review, the least important first (by risk of the file, by severity of the finding), always the same for the same
 * head.
 */
export const BOUNDS = {
  /**
   * Files of one change: GitHub lists 3,000, others are named by comparing the trees; of what is beyond only the number
   * is kept.
   */
  files: 5000,
  /** Lines of diffs, context included: as objects they are about 25 MB, and no model reads a tenth of them. */
  diffLines: 200_000,
  /** Characters of diffs: 80 a line. */
  diffCharacters: 16 * MB,
  /** Lines of one file's diff, which is handled in one go. */
  fileDiffLines: 100_000,
  /** Bytes of a file whose text is loaded at all; analyzers and parsers take half of it. */
  fileBytes: 2 * MB,
  /** Lines of a file that is compared as a whole, because GitHub sent no diff or the last round's is wanted. */
  comparedLines: 100_000,
  /** Bytes of texts in memory at once: one window of files is analysed, then the next one is read. */
  windowBytes: 4 * MB,
  windowFiles: 200,
  /** Bytes of files that had to be asked for one by one and are in no snapshot: they are kept. */
  singleBytes: 8 * MB,
  /** Bytes of manifests (`package.json` …) that are compared with each other. */
  manifestBytes: 4 * MB,
  /** Files that the rules read: all that a change has here, within the thread time of the run. */
  filesWithRules: 5000,
  /** Claims of one rule in one file: more are one fault, or an attack. */
  claimsOfRule: 100,
  /** Claims that are verified. */
  claims: 500,
  /** Leads that are held, and those of them that the model is asked about. */
  leads: 200,
  askedLeads: 30,
  /** Latest cases of a rule in a repository by which it is judged; more than half of them bad make it a lead. */
  ruleCases: 30,
  /** Bytes of a SARIF file of the repository, and results of it that are read. */
  sarifBytes: 5 * MB,
  sarifResults: 1000,
  /** New findings that are told in one round. */
  findings: 200,
  /** Rows of the summary's table. */
  rows: 100,
  /** Annotations of the check run: what its page shows in one request. */
  annotations: 50,
  /** Bytes of all inline comments of one submission. */
  commentBytes: 256 * 1024,
  /** Findings of earlier rounds that are compared with: open ones first. */
  earlier: 2000,
  /** Linked issues, and open pull requests that touch the same files. */
  contextRows: 20,
  /** Changed files that the model may be asked about; eight requests hold no more. */
  askedFiles: 1000,
  /** Changed files that are parsed for the code around the change, and the bytes of their texts. */
  outlinedFiles: 400,
  outlinedBytes: 8 * MB,
  /** Names that are looked up in the repository. */
  names: 3000,
  /** Calls of tools by all agents of a review, and characters of what they read. */
  toolCalls: 600,
  toolCharacters: 3_000_000,
  /** Searches by which the names in reports are proven. */
  symbolSearches: 300,
} as const;
