export interface ByteReader {
  /** The next `count` bytes, in pieces as they come. Throws if there are fewer. Gone through to its end before the next. */
  take(count: number): AsyncGenerator<Buffer, void>;
}

/** Reads a stream in parts of known lengths. */
export function createByteReader(stream: AsyncIterable<unknown>): ByteReader {
  const chunks = stream[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  return {
    async *take(count) {
      for (let missing = count; missing > 0;) {
        if (rest.length === 0) {
          const { value, done } = await chunks.next();
          if (done === true) throw new Error('the content ends too early');
          rest = value as Buffer;
          continue;
        }
        const part = rest.subarray(0, missing);
        rest = rest.subarray(part.length);
        missing -= part.length;
        yield part;
      }
    },
  };
}
