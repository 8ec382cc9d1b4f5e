/** The same question gets the same answer; one that failed is asked again. */
export function askOnce<T>(ask: (question: string) => Promise<T>): (question: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (question) => {
    const before = known.get(question);
    if (before !== undefined) return before;
    const answer = Promise.resolve().then(() => ask(question));
    known.set(question, answer);
    answer.catch(() => known.delete(question));
    return answer;
  };
}
