const TOGETHER_MS = 10_000;

/** One line of the log for what happens many times: tells how often it did, some seconds after the first time. */
export function tellTogether(tell: (count: number) => void): () => void {
  let count = 0;
  return () => {
    count += 1;
    if (count > 1) return;
    setTimeout(() => {
      tell(count);
      count = 0;
    }, TOGETHER_MS).unref();
  };
}
