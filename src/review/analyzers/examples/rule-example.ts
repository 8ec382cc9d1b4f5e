/** A fault that a rule finds. */
export interface RuleExample {
  /** The file it stands in, all of which is new. */
  path: string;
  code: string;
  /** What the file needs around it to be one. */
  before?: string;
  after?: string;
  /** Other files of the repository, by path. */
  beside?: readonly string[];
  /** Files that the same change deletes. */
  deletes?: readonly string[];
}

/** The file with the fault. */
export function exampleText({ code, before = '', after = '' }: RuleExample): string {
  return `${before}${code}${after}\n`;
}
