/** So many automatic reviews of one pull request within so many minutes pause it: pushes in a loop cost money. */
export const AUTO_PAUSE = { reviews: 8, minutes: 60 } as const;

/** Why an automatic review is skipped; `by`: who paused it, null: we did. Also the reason in the check run. */
export function pausedReason(by: string | null): string {
  return by === null
    ? `paused after ${AUTO_PAUSE.reviews} automatic reviews within ${AUTO_PAUSE.minutes} minutes: /nectr resume`
    : `paused by @${by}: /nectr resume`;
}

/** What the pull request is told, once, when we pause it ourselves. */
export const AUTO_PAUSE_NOTICE = `Automatic reviews of this pull request are paused: it had ${AUTO_PAUSE.reviews} within ${AUTO_PAUSE.minutes} minutes. \`/nectr review\` reviews once, \`/nectr resume\` goes on.`;
