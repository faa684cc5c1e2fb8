/** A command cannot do what was asked, and says what to do about it. Everything else that is thrown is a bug. */
export class CommandRefusal extends Error {
  readonly remedy: string;

  constructor(sentence: string, remedy: string) {
    super(sentence);
    this.name = 'CommandRefusal';
    this.remedy = remedy;
  }
}
