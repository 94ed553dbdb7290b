/** Where a backup goes: bytes that become visible under their name when they are all there, and never before. */
export interface Sink extends AsyncDisposable {
  /** Resolves when more may come. */
  write(bytes: Uint8Array): Promise<void>;
  /** Puts the whole in its place, durably. */
  publish(): Promise<void>;
}
