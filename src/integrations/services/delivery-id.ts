/** The name that a service gives to a delivery, as it may be kept; null: it gives none, or one that is no name. */
export function deliveryId(given: string | null): string | null {
  return given !== null && /^[\x21-\x7e]{1,128}$/.test(given) ? given : null;
}
