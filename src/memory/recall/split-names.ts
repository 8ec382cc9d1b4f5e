/** `parseHTTPDate_v2` as its words: `parse HTTP Date v2`. Of a text with several names the same. */
export function splitNames(text: string): string {
  return text
    .replaceAll(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, ' ')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
