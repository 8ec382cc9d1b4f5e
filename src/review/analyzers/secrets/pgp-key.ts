const SECRET_KEY = 5;
/** Numbers of the public part by algorithm: https://www.rfc-editor.org/rfc/rfc4880#section-5.5.2 */
const NUMBERS: Readonly<Record<number, number>> = { 1: 2, 2: 2, 3: 2, 16: 3, 17: 4 };

/**
 * Whether the key whose armoured lines begin `armour` is protected by a passphrase. False where that cannot be read:
 * an unprotected key is the worse mistake.
 */
export function isEncryptedPgp(armour: string): boolean {
  const lines = armour.slice(0, armour.search(/\n=|-----|$(?![\s\S])/)).replaceAll(/[^A-Za-z0-9+/]/g, '');
  const bytes = Buffer.from(lines, 'base64');
  const packet = packetBody(bytes);
  if (packet === null || packet[0] !== 4) return false;
  const usage = afterNumbers(packet, packet[5] ?? 0);
  return usage !== null && (packet[usage] ?? 0) !== 0;
}

/** The first packet, if it is a secret key. */
function packetBody(bytes: Buffer): Buffer | null {
  const tag = bytes[0] ?? 0;
  if ((tag & 0x80) === 0) return null;
  if ((tag & 0x40) !== 0) {
    const length = bytes[1] ?? 0;
    return (tag & 0x3f) === SECRET_KEY ? bytes.subarray(length < 192 ? 2 : length < 224 ? 3 : 6) : null;
  }
  const sizes = [2, 3, 5, 1];
  return ((tag >> 2) & 0xf) === SECRET_KEY ? bytes.subarray(sizes[tag & 3] ?? 1) : null;
}

/** Where the octet stands that says how the secret part is protected; null: unknown algorithm, or the text is cut. */
function afterNumbers(packet: Buffer, algorithm: number): number | null {
  let at = 6;
  let numbers = NUMBERS[algorithm] ?? 0;
  if (algorithm === 18 || algorithm === 19 || algorithm === 22) {
    at += 1 + (packet[at] ?? 0);
    numbers = 1;
  }
  if (numbers === 0) return null;
  for (let index = 0; index < numbers && at + 2 <= packet.length; index += 1) {
    at += 2 + Math.ceil(packet.readUInt16BE(at) / 8);
  }
  if (algorithm === 18) at += 1 + (packet[at] ?? 0);
  return at < packet.length ? at : null;
}
