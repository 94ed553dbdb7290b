/** All that a command touches of its process; tests bring their own streams, clock and randomness. */
export interface Io {
  /** The server command takes the root credentials out of it. */
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly clock: { now(): number };
  readonly uuid: () => string;
}

export interface Input extends NodeJS.ReadableStream {
  readonly isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
}

export interface Output extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Writes and waits until the stream has taken the text: a pipe that is full holds the command, not its memory. */
export function write(output: Output, text: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    output.write(text, error => {
      if (error) reject(error);
      else resolve();
    });
  });
}
