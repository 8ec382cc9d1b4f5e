const [QUOTE, BACKSLASH, COMMA, BRACKET, BRACE] = [0x22, 0x5c, 0x2c, 0x5b, 0x7b];

/** Of a JSON text, how many values it has at most, and how many escapes. */
export interface JsonWeight {
  values: number;
  escapes: number;
}

/**
 * Weighs a JSON text before it is parsed: memory follows the number of its values, of which the same bytes can hold
 * three or three million. One pass; whether it is JSON at all is not looked at.
 */
export function weighJson(bytes: Buffer): JsonWeight {
  const weight = { values: 1, escapes: 0 };
  let inString = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (inString && byte === BACKSLASH) {
      weight.escapes += 1;
      at += 1;
    } else if (byte === QUOTE) inString = !inString;
    else if (!inString && (byte === COMMA || byte === BRACKET || byte === BRACE)) weight.values += 1;
  }
  return weight;
}
