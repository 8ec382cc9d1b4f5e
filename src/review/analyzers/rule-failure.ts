/** A rule that broke on a file: what it would have said there is not known. */
export interface RuleFailure {
  rule: string;
  reason: string;
}

/**
 * Runs one rule by itself: what it throws becomes a failure of that rule. A trap of the parser is thrown on, because
 * its memory cannot be trusted by the other rules either.
 */
export function tryRule<T>(rule: string, failures: RuleFailure[], work: () => T, otherwise: T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) throw error;
    if (!failures.some((known) => known.rule === rule))
      failures.push({ rule, reason: error instanceof Error ? error.message : String(error) });
    return otherwise;
  }
}
