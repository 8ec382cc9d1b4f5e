import { cutText } from '../../words/cut-text.js';
import type { PersonComment } from './types.js';

/** Of what people wrote in one pull request, in characters; what is beyond is not read. */
const LONGEST_COMMENT = 1500;
const LONGEST_ALL = 12_000;

/** For the answer, in tokens: five short entries. */
export const ANSWER_TOKENS = 1500;

export const EXTRACTION_SYSTEM = `You read what engineers wrote while a pull request was reviewed, and pick what a reviewer should remember for other pull requests of the repository.
Pick 2 to 5 things, fewer if there are fewer, none if nothing holds beyond this pull request. Good: a rule the team follows, a decision and its reason, a module that is risky, how something is always done here. Not: what is only about this change, thanks, questions, opinions somebody else disagreed with, anything that everybody knows.
type: project_rule (must be followed), project_pattern (how it is done here), decision (was decided, with the reason), risk_module (a place that needs care), developer_pattern or developer_strength or contributor_profile (how the author of the comment says that they themselves work; never how well, never about others).
text: one sentence of at most 200 characters that stands by itself, in the words of the comment, saying no more than it says.
comment: the name of the comment. quote: the part of that comment which says it, copied character for character, at most 300 characters.
path_glob: the files it holds for, only if the comment says so or names a folder; else empty.`;

/** What the model is given: the newest words first cut off last, each comment by its name. */
export function extractionParts(comments: readonly PersonComment[]): { data: string | null; text: string }[] {
  let room = LONGEST_ALL;
  const shown: { data: string; text: string }[] = [];
  for (const comment of comments.toSorted((a, b) => b.at.getTime() - a.at.getTime())) {
    const text = cutText(comment.text, LONGEST_COMMENT);
    if (text.length > room) break;
    room -= text.length;
    shown.unshift({ data: labelOf(comment), text });
  }
  return [...shown, { data: null, text: 'What should be remembered?' }];
}

function labelOf({ key, author, path, finding }: PersonComment): string {
  const place = path === null ? '' : ` on ${path}`;
  const answers = finding === null ? '' : `, answering a finding of ${finding.rule} that is ${finding.state} now`;
  return `comment ${key} by ${author.login}${place}${answers}`;
}
