/** The two classes of WebAssembly that are used here; the types of Node 20 do not have them. */
declare namespace WebAssembly {
  class RuntimeError extends Error {}
  class Memory {
    constructor(limits: { initial: number; maximum: number });
    readonly buffer: ArrayBuffer;
  }
}
