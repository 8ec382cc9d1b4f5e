/** Line breaks and tabs belong to code; everything else of these classes is seen by programs only. */
const INVISIBLE =
  /(?![\n\t])[\p{Cc}\p{Cf}\p{Co}\p{Cs}]|\u034f|[\u115f\u1160]|[\u17b4\u17b5]|[\u180b-\u180f]|\u3164|\uffa0|[\ufe00-\ufe0f]|[\u{e0000}-\u{e0fff}]/gu;

/**
 * `text` with each character that a reader cannot see (zero-width, bidi, tag block, control) written out as `⟦U+202E⟧`:
 * the model sees what a person would miss, and nothing can be smuggled to it. CRLF becomes LF.
 */
export function showInvisible(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(
      INVISIBLE,
      (character) => `⟦U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟧`,
    );
}
