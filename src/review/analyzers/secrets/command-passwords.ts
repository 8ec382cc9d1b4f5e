import { isPlaceholder } from './placeholder.js';
import type { Span } from './private-keys.js';
import { looksRandom } from './randomness.js';

/** `curl -u name:password`, `sshpass -p password`, `mysql -ppassword`, within one line. */
const COMMAND =
  /\b(?:curl[ \t][^\n]{0,300}?(?:-u|--user)[ \t=]{0,2}["']?[^\s:"'`$]{1,80}:|sshpass[ \t]{1,4}-p[ \t]{0,4}["']?|(?:mysql|mysqldump|mysqladmin|mariadb)[ \t][^\n]{0,300}?[ \t]-p["']?)([^\s"'`$]{12,200})/g;

/** Passwords that commands in `text` are given, in its order; such as a generator makes. */
export function commandPasswords(text: string): Span[] {
  const found: Span[] = [];
  if (!/curl|sshpass|mysql|mariadb/.test(text)) return found;
  for (const match of text.matchAll(COMMAND)) {
    const { 0: all, 1: password = '', index } = match;
    const end = index + all.length;
    if (!isPlaceholder(password) && looksRandom(password)) found.push({ start: end - password.length, end });
  }
  return found;
}
