/** An excerpt of code as a prompt shows it. */
export interface ShownExcerpt {
  part: 'symbols' | 'types' | 'definitions' | 'siblings' | 'tests' | 'callers';
  path: string;
  first: number;
  /** Numbers of the lines that are shown. */
  lines: number[];
}

/** The parts of a prompt that are there to be rested on, by their titles. */
const PARTS: readonly (readonly [part: ShownExcerpt['part'], title: RegExp])[] = [
  ['symbols', /^# The functions around/],
  ['types', /^# Constructors and fields/],
  ['definitions', /^# Definitions of/],
  ['siblings', /^# What may have to agree/],
  ['tests', /^# Tests that name/],
  ['callers', /^# Where the changed symbols/],
];
const EXCERPT = /<data-(\S+) of="(.+):(\d+)">\n([\s\S]*?)\n<\/data-\1>/g;

/** The excerpts of code around a change in the text of a prompt, in their order. */
export function shownExcerpts(prompt: string): ShownExcerpt[] {
  return prompt.split(/(?=^# )/m).flatMap((section) => {
    const part = PARTS.find(([, title]) => title.test(section))?.[0];
    if (part === undefined) return [];
    return Array.from(section.matchAll(EXCERPT), ([, , path = '', first = '', text = '']) => ({
      part,
      path,
      first: Number(first),
      lines: Array.from(text.matchAll(/^(\d+): /gm), ([, line]) => Number(line)),
    }));
  });
}
