export const doctor = {
  title: 'Doctor',
  lead: 'Everything a review needs, and how to fix what is wrong. The same as nectr doctor on the server.',
  again: 'Check again',
  looking: 'Checking everything, which takes a few seconds.',
  well: (count: number) => `All ${count} checks passed.`,
  wrong: (wrong: number, count: number) => `${wrong} of ${count} checks failed.`,
  at: 'Checked',
  isWell: 'ok',
  isWrong: 'failed',
};
