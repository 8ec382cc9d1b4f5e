/**
 * What a scan says that it left out, such as "3 files: larger than 1 MiB"; its details are a record of any shape. Pure.
 */
export function leftOutOf(details: Readonly<Record<string, unknown>>): string[] {
  const { left_out: leftOut } = details;
  if (!Array.isArray(leftOut)) return [];
  return leftOut.flatMap((one: unknown) => {
    if (typeof one !== 'object' || one === null || !('reason' in one) || typeof one.reason !== 'string') return [];
    const files = 'files' in one && typeof one.files === 'number' ? one.files : 1;
    return [`${files} ${files === 1 ? 'file' : 'files'}: ${one.reason}`];
  });
}
