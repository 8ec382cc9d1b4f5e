/**
 * A condition that always holds, for a statement that is a transaction of its own: it does not wait until the disk has
 * what it wrote. For rows that something durable follows before anybody rests on them: the log of the server keeps the
 * order, so what is lost with a server that crashes is lost with all that came after it.
 */
export const QUICK_COMMIT = `set_config('synchronous_commit', 'off', true) = 'off'`;
