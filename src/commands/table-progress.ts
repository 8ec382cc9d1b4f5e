/** Says on a terminal which table is copied, on one line that goes away; nothing elsewhere. */
export function tableProgress(): { tell(done: number, total: number, table: string): void; end(): void } {
  const { stderr } = process;
  if (!stderr.isTTY) return { tell: () => undefined, end: () => undefined };
  return {
    tell: (done, total, table) => void stderr.write(`\r\u001B[K${done + 1} of ${total}  ${table}`),
    end: () => void stderr.write('\r\u001B[K'),
  };
}
