const ENCODE = 'must be percent-encoded: write % as %25, @ as %40, # as %23, / as %2F, ? as %3F';
const SSL_MODES = ['disable', 'no-verify', 'prefer', 'require', 'verify-ca', 'verify-full'];

/**
 * What is wrong with the address of a PostgreSQL, as the rest of a sentence that begins with its name; null: nothing.
 * Shows nothing of it but its `sslmode`.
 */
export function databaseUrlProblem(value: string): string | null {
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(value) ?? [];
  if (!/^postgres(?:ql)?$/i.test(scheme)) {
    const found = scheme === '' || scheme.length > 20 ? '' : `, not ${scheme}://`;
    return `must begin with postgresql:// or postgres://, such as postgresql://nectr:password@localhost:5432/nectr${found}`;
  }
  const [head = ''] = /^[^/?#]*/.exec(rest) ?? [];
  const after = rest.slice(head.length);
  const credentials = head.slice(0, head.lastIndexOf('@') + 1);
  if (credentials.slice(0, -1).includes('@') || /%(?![0-9a-f]{2})/i.test(credentials))
    return `has a user or password with a character that ${ENCODE}`;
  const isSplit = credentials === '' && head.includes(':') && /^[^?]*@/.test(after);
  const isPort = /:\d{1,5}$|^[^:]*$|\]$/.test(head.slice(credentials.length));
  if (isSplit || after.includes('#') || (!isPort && credentials === ''))
    return `has a user or password with a character that ${ENCODE}; .env takes what follows a # for a comment`;
  if (!URL.canParse(value)) return 'must be an address, such as postgresql://nectr:password@localhost:5432/nectr';
  const { pathname, searchParams } = new URL(value);
  if (pathname.length < 2 && !searchParams.has('host'))
    return 'names no database: put it at the end, such as postgresql://nectr:password@localhost:5432/nectr';
  const sslmode = searchParams.get('sslmode');
  return sslmode === null || SSL_MODES.includes(sslmode)
    ? null
    : `has sslmode=${JSON.stringify(sslmode.slice(0, 30))}: write one of ${SSL_MODES.join(', ')}`;
}
