/** A backup or restore that cannot be; the message is all that its user needs. Nothing was changed. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}
