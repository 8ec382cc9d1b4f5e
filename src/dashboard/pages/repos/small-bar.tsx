type Tone = 'chart-1' | 'chart-2' | 'chart-3' | 'chart-4' | 'green' | 'orange';

/** A number as a small bar of the greatest one; the number itself stands beside it. */
export function SmallBar({ share, tone = 'chart-1' }: { share: number; tone?: Tone }) {
  const width = `${Math.round(Math.min(1, Math.max(0, share)) * 100)}%`;
  return (
    <span aria-hidden="true" className="inline-block h-1.5 w-16 overflow-hidden rounded-full bg-grey-soft align-middle">
      <span className="block h-full" style={{ width, background: `var(--${tone})` }} />
    </span>
  );
}
