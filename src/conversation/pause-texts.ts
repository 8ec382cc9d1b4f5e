/** What a pull request is told of a pause that somebody asked for. */
export const PAUSED_TEXT =
  'Automatic reviews of this pull request are paused. `/nectr review` reviews once, `/nectr resume` goes on.';

/** What it is told of the end of one; `started`: whether a review comes. */
export function resumedText(started: boolean): string {
  return `Automatic reviews go on. ${started ? 'This head is reviewed now.' : 'This head needs no new review.'}`;
}
