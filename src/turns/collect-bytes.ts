/** Bytes that come in pieces. */
export interface CollectedBytes {
  size(): number;
  add(piece: Uint8Array): void;
  bytes(): Buffer<ArrayBuffer>;
}

/**
 * Puts pieces together into one buffer. Up to `above` bytes at the end; more are copied as they come into a buffer of
 * `capacity`, of which the system gives only what is written to: they are never held twice, nor copied in one go.
 */
export function collectBytes({ above, capacity }: { above: number; capacity: number }): CollectedBytes {
  let pieces: Uint8Array[] = [];
  let size = 0;
  let large: Buffer<ArrayBuffer> | null = null;
  return {
    size: () => size,
    add: (piece) => {
      if (large === null && size + piece.length > above) {
        large = Buffer.allocUnsafeSlow(Math.max(capacity, size + piece.length));
        Buffer.concat(pieces, size).copy(large);
        pieces = [];
      }
      if (large) large.set(piece, size);
      else pieces.push(piece);
      size += piece.length;
    },
    bytes: () => large?.subarray(0, size) ?? Buffer.concat(pieces, size),
  };
}
