/**
 * An author's normalised degree is above this (Avelino et al., "A Novel Approach for Estimating Truck Factors",
 * ICPC'16).
 */
export const AUTHOR_ABOVE = 0.75;

/**
 * How well a person knows a file: 3.293 + 1.098·FA + 0.164·DL − 0.321·ln(1 + AC), with FA 1 for whoever brought the
 * file, DL the person's changes of it, AC everybody else's. Fritz et al., "Degree-of-knowledge", TOSEM 2014; used for
 * authorship by Avelino et al., ICPC'16. Pure.
 */
export function degreeOfAuthorship({
  first,
  deliveries,
  others,
}: {
  first: boolean;
  deliveries: number;
  others: number;
}): number {
  return 3.293 + 1.098 * Number(first) + 0.164 * deliveries - 0.321 * Math.log(1 + others);
}
