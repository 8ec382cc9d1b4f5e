/** What something cost, for its readers: `$0.12`, `< $0.01`. */
export function dollarsText(cost: number): string {
  return cost > 0 && cost < 0.005 ? '< $0.01' : `$${cost.toFixed(2)}`;
}
