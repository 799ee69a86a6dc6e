/** Who pays for memory: every block and dictionary entry is charged to the account that is open when it is taken or given back. */

export class Account {
  bytes = 0;
}

export class Ledger {
  readonly #shared = new Account();
  #open: Account = this.#shared;

  /** The account that is open. */
  get payer(): Account {
    return this.#open;
  }

  charge(bytes: number): void {
    this.#open.bytes += bytes;
  }

  /** Opens an account and returns the one that was open, to be given to `open` again afterwards. */
  open(account: Account): Account {
    const before = this.#open;
    this.#open = account;
    return before;
  }
}
