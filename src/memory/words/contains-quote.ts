/** Text as quotes are compared: one space for any white space, and none at the ends. */
export function flat(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** Whether `quote` stands in `text` word for word; white space may differ. An empty quote stands nowhere. */
export function containsQuote(text: string, quote: string): boolean {
  const wanted = flat(quote);
  return wanted !== '' && flat(text).includes(wanted);
}
