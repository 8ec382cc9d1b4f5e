/**
 * The CHECK of a column that holds an encrypted secret: the form of a Fernet token (version 0x80, a time before 2106),
 * so that no plain one can be stored on any way. 100 characters are the shortest token.
 */
export function encryptedCheck(column: string): string {
  return `${column} ~ '^gAAAAA[A-D][A-Za-z0-9_-]{91,}={0,2}$'`;
}
