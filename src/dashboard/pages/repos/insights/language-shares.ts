/** One a language, the first the most; the last one is that of the rest. */
export const LANGUAGE_COLOURS = [
  'var(--chart-1)',
  'var(--chart-2)',
  'var(--chart-3)',
  'var(--chart-4)',
  'var(--blue)',
  'var(--grey)',
] as const;

/** The share of each language by lines, by files where no lines are known; what is beyond `most` is one rest. Pure. */
export function languageShares(
  languages: readonly { language: string; files: number; lines: number }[],
  most: number,
): { language: string; share: number }[] {
  const hasLines = languages.some(({ lines }) => lines > 0);
  const sized = languages
    .map(({ language, lines, files }) => ({ language, size: hasLines ? lines : files }))
    .filter(({ size }) => size > 0);
  const all = sized.reduce((sum, { size }) => sum + size, 0);
  const isCut = sized.length > most;
  const shown = isCut ? sized.slice(0, most - 1) : sized;
  const rest = all - shown.reduce((sum, { size }) => sum + size, 0);
  return [...shown, ...(isCut ? [{ language: 'other', size: rest }] : [])].map(({ language, size }) => ({
    language,
    share: size / all,
  }));
}
