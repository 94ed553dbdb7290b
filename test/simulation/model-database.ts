/** A database with users and their passwords, and an administrator who can always log in. */
export class ModelDatabase {
  readonly #passwords = new Map<string, string>();
  isUp = true;

  constructor(user: string, password: string) {
    this.#passwords.set(user, password);
  }

  opens({ user, password }: Credential): boolean {
    return this.#passwords.get(user) === password;
  }

  setPassword({ user, password }: Credential): void {
    this.#passwords.set(user, password);
  }

  users(): Iterable<readonly [user: string, password: string]> {
    return this.#passwords;
  }
}

/** What a version of a secret holds. */
export interface Credential {
  readonly user: string;
  readonly password: string;
}
