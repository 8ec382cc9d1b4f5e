/** Labels, by the words in them: `bug`, `kind/bug`, `type: bug`, `C-bug`, `🐛 Bug`, `regression`. */
const BUG_LABEL = /(?:^|[^a-z0-9])(?:bugs?|bugfix|defect|regression|crash)(?:$|[^a-z0-9])/;
const NO_BUG_LABEL =
  /(?:^|[^a-z0-9])(?:not[ -]a[ -]bug|no[ -]bug|bug[ -]bounty|invalid|enhancement|feature|docs?|documentation|question|support|chore|refactor(?:ing)?|discussion)(?:$|[^a-z0-9])/;

/** Words that say that something does not do what it should; `fix` and `error` alone are in every second title. */
const BUG_WORDS =
  /(?<![\w-])(?:bugs?(?![ -](?:bounty|report(?:s|ing)?|templates?|tracker|labels?|fix(?:es)? release|bash|hunt))|crash(?:es|ed|ing)?(?![ -](?:report|course|test|log)\w*)|regress(?:ion|ions|ed|es)(?! (?:tests?|suite|testing))|segfaults?|deadlocks?|memory leaks?|data loss|broken|stopped working|(?:does not|doesn't|doesn’t|do not|don't|is not|isn't|no longer) works?(?:ing)?|no longer (?:starts?|loads?|opens?)|answers? 5\d\d|returns? 5\d\d|throws? (?:a|an) \w+error)(?![\w-])/;
const NO_BUG_WORDS =
  /^(?:\[?(?:feature|feat|docs?|documentation|question|rfc|proposal|chore|refactor|enhancement)(?: request)?\]?\b(?:\([^)]*\))?\s*[:\]!]|how (?:do|can|to)\b)|\btypos?\b|\bbroken (?:link|image)s?\b/;

/**
 * Whether an issue is a bug: by its labels if one of them says yes or no (`bug`, `enhancement`), else by the words of
 * its title. Only whole words count: no `debug`, no `bugsnag`, no `bugle`.
 */
export function isBug(labels: readonly string[], title: string): boolean {
  const names = labels.map((label) => label.toLowerCase());
  if (names.some((label) => BUG_LABEL.test(label) && !NO_BUG_LABEL.test(label))) {
    return !names.some((label) => /not[ -]a[ -]bug|^invalid$/.test(label));
  }
  if (names.some((label) => NO_BUG_LABEL.test(label))) return false;
  const words = title.toLowerCase();
  return BUG_WORDS.test(words) && !NO_BUG_WORDS.test(words);
}
