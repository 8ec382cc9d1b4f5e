/** How long a session lives: after its last request, and at most (api.md, "Login and sessions"). */
export const IDLE_DAYS = 7;
export const LONGEST_DAYS = 30;
/** How long one cookie is taken without looking at its date; its session's row is looked at anyway. */
export const COOKIE_SECONDS = 15 * 60;
