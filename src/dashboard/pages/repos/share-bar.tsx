/** A number as a small bar of the greatest one; the number itself stands beside it. */
export function ShareBar({ share, tone = 'bg-chart-1' }: { share: number; tone?: string }) {
  return (
    <span aria-hidden="true" className="inline-block h-1.5 w-16 overflow-hidden rounded-full bg-grey-soft align-middle">
      <span className={`block h-full ${tone}`} style={{ width: `${Math.round(Math.min(1, Math.max(0, share)) * 100)}%` }} />
    </span>
  );
}
