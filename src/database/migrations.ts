/** In the order in which they run; by name and not by glob, so that the build carries them. */
export const migrations = [];
