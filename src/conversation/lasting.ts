/** What somebody asks for ends after so long, or never. */
export const MOST_DAYS = 365;

const TIME = /for (\d{1,4}) ?(d|days?|w|weeks?)[.,;:]?/.source;
const LEADING = new RegExp(`^${TIME}(?= |$)`, 'i');
const TRAILING = new RegExp(`(?:^|\\s)${TIME}$`, 'i');

/** `for 30d`, `for 2 weeks` at the beginning: its days, and how many words it takes; null: none stands there. */
export function leadingTime(words: readonly string[]): { days: number; words: number } | null {
  const time = LEADING.exec(words.slice(0, 3).join(' '));
  return time === null ? null : { days: daysOf(time), words: time[0].split(' ').length };
}

/** The same at the end of a text, with what stands before it. */
export function trailingTime(text: string): { days: number; text: string } | null {
  const time = TRAILING.exec(text.slice(-24));
  return time === null ? null : { days: daysOf(time), text: text.slice(0, -time[0].length).trimEnd() };
}

function daysOf([, count, unit]: RegExpExecArray): number {
  return Number(count) * (unit?.toLowerCase().startsWith('w') === true ? 7 : 1);
}
