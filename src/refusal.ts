/** Something that people have to change: the message is one line, what was found and how to mend it, without a secret. */
export class Refusal extends Error {
  override readonly name: string = 'Refusal';

  constructor(
    readonly found: string,
    readonly mend: string,
    options?: ErrorOptions,
  ) {
    super(`${found}: ${mend}`, options);
  }
}
