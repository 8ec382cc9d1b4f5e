/** Whether something of this name, in any style, is a password itself: not its hash, its length or a hint at it. */
export function isPasswordName(name: string): boolean {
  return /(?:^|[_\W]|(?<=[a-z0-9])(?=[A-Z]))(?:password|passwd|passphrase|pwd|passcode)\d?$/i.test(name.slice(-60));
}
