/** The mark of Nectr. */
export function Mark({ size = 20 }: { size?: number }) {
  return <img src="/mark.svg" alt="" width={size} height={size} />;
}
