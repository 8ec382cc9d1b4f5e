const whole = new Intl.NumberFormat('en');
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const dollars = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD' });
const cents = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD', maximumFractionDigits: 4 });

/** Such as "1,204". */
export const count = (value: number): string => whole.format(value);

/** Such as "1.2K". */
export const compact = (value: number): string => short.format(value);

/** Such as "$0.12"; of less than a cent as much as it takes to be more than nothing. */
export const money = (usd: number): string => (usd !== 0 && Math.abs(usd) < 0.01 ? cents : dollars).format(usd);

/** A share of one, such as "53%"; null: there is nothing that it could be a share of. */
export const percent = (share: number | null): string => (share === null ? '–' : `${Math.round(share * 100)}%`);

/** Such as "840 ms", "38 s", "4 min 12 s", "3 h 5 min", "2 d 4 h". */
export function duration(ms: number | null): string {
  if (ms === null) return '–';
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = Math.round(ms / 1000);
  const parts: readonly [string, number][] = [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
    ['s', 1],
  ];
  const first = parts.findIndex(([, size]) => seconds >= size);
  let rest = seconds;
  return parts
    .slice(first, first + 2)
    .map(([unit, size]) => {
      const value = Math.floor(rest / size);
      rest -= value * size;
      return value === 0 ? '' : `${value} ${unit}`;
    })
    .filter((part) => part !== '')
    .join(' ');
}

/** Such as "3 findings", "1 finding". */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;
