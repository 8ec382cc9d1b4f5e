/**
 * Runs all works side by side, the first one ahead: the others begin when it says so (its answer has begun to arrive,
 * so that its prefix can be read from the cache) or when it ends. Results in the order of `works`; the first error is
 * thrown once all have ended.
 */
export async function afterFirstToken<T>(works: readonly ((begun: () => void) => Promise<T>)[]): Promise<T[]> {
  const [first, ...others] = works;
  if (!first) return [];
  let begin: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const leading = first(begin);
  leading.then(begin, begin);
  const following = begun.then(() => Promise.allSettled(others.map((work) => work(() => undefined))));
  const settled = [...(await Promise.allSettled([leading])), ...(await following)];
  return settled.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
