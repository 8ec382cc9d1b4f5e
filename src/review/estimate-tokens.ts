/** Code has 3.0 to 3.3 characters a token on the current models; the lower figure is the careful one. */
export const CHARACTERS_PER_TOKEN = 3;

/** About how many tokens `text` has, rather too many than too few. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}
