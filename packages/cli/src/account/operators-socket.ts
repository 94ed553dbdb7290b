/** The operators' socket of a running server: HTTP over `DATA/admin.sock`. */
import { readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure, codeOf, messageOf } from '../failure.ts';

// An `import` of it loads fetch too, which takes as long as a Node.js that starts.
const { request } = process.getBuiltinModule('node:http');

export interface SocketAnswer {
  readonly status: number;
  readonly body: string;
}

const TIMEOUT_MS = 30_000;
const MAX_ANSWER_BYTES = 1024 * 1024;

/**
 * Posts a command to a running server; undefined when none listens there. Throws a `Failure` when it does not answer.
 */
export async function askServer(
  dataDir: string,
  path: string,
  input: Readonly<Record<string, unknown>> = {},
): Promise<SocketAnswer | undefined> {
  const socketPath = await followLink(join(dataDir, 'admin.sock'));
  try {
    return await post(socketPath, path, JSON.stringify(input));
  } catch (error) {
    // ECONNREFUSED: the socket's file is there, its server is not.
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ECONNREFUSED') return undefined;
    throw new Failure(`the server does not answer at \`${socketPath}\`: ${messageOf(error)}`, { cause: error });
  }
}

/** Where the folder's path is too long for a socket, a link stands for it; the system takes only short paths. */
async function followLink(path: string): Promise<string> {
  try {
    return await readlink(path);
  } catch {
    return path;
  }
}

function post(socketPath: string, path: string, body: string): Promise<SocketAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({
      socketPath,
      path,
      method: 'POST',
      agent: false,
      headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    outgoing.on('error', reject);
    outgoing.on('response', response => {
      let answer = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        answer += chunk;
        if (answer.length > MAX_ANSWER_BYTES) response.destroy(new Error('the answer is too large'));
      });
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: answer }));
    });
    outgoing.end(body);
  });
}
