import { BlockList, isIP } from 'node:net';

/**
 * Addresses that are not of the public internet: https://www.iana.org/assignments/iana-ipv4-special-registry and
 * https://www.iana.org/assignments/iana-ipv6-special-registry. Metadata services lie in them (169.254.169.254,
 * fd00:ec2::254; 100.100.100.200 and 192.0.0.192 of two other clouds).
 */
const RANGES: readonly (readonly [net: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 96],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];
/** Addresses that carry an IPv4 one, which is where they lead: where in them its two groups stand. */
const CARRIERS: readonly (readonly [net: string, prefix: number, group: number])[] = [
  ['::ffff:0:0', 96, 6],
  ['::ffff:0:0:0', 96, 6],
  ['64:ff9b::', 96, 6],
  ['64:ff9b:1::', 48, 6],
  ['2002::', 16, 1],
];

const nets = new BlockList();
for (const [net, prefix] of RANGES) nets.addSubnet(net, prefix, isIP(net) === 6 ? 'ipv6' : 'ipv4');

/**
 * Whether an IP address is one of this machine, of a private network, or of no network at all. What is no address at
 * all counts as one: it is refused.
 */
export function isPrivateAddress(address: string): boolean {
  const plain = address.replace(/%.*$/, '');
  if (isIP(plain) === 4) return nets.check(plain, 'ipv4');
  if (isIP(plain) !== 6) return true;
  for (const [net, prefix, group] of CARRIERS) {
    const carriers = new BlockList();
    carriers.addSubnet(net, prefix, 'ipv6');
    if (carriers.check(plain, 'ipv6')) return nets.check(carriedBy(plain, group), 'ipv4');
  }
  return nets.check(plain, 'ipv6');
}

/** The IPv4 address in the groups `group` and the one after it. */
function carriedBy(address: string, group: number): string {
  // `URL` writes every form of an address in the same way, without dots.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const [front, back] = [head.split(':').filter(Boolean), (tail ?? '').split(':').filter(Boolean)];
  const groups = [...front, ...Array<string>(8 - front.length - back.length).fill('0'), ...back];
  const [high = 0, low = 0] = groups.slice(group, group + 2).map((one) => parseInt(one, 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
