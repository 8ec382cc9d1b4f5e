/**
 * Text as a column can hold it: NUL and halves of surrogate pairs become U+FFFD, so that nothing from outside makes a
 * write fail.
 */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}
