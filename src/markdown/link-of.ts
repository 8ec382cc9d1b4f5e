/** An address that a link may lead to, as `URL` writes it; null: it is none. */
export function linkOf(url: string | null): string | null {
  return url !== null && /^(?:https?:\/\/|mailto:)/i.test(url) && URL.canParse(url) ? new URL(url).href : null;
}
