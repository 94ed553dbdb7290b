import { describe, it } from 'node:test';
import { fuzzLine } from './check.ts';
import { fuzzSocket } from './socket.ts';

const SEED = Number(process.env['COFFER_FUZZ_SEED'] ?? Date.now() % 2 ** 31);

describe(`whatever comes is answered as AWS would (COFFER_FUZZ_SEED=${SEED})`, { timeout: 600_000 }, () => {
  it('down the request line: no error of the server, always a request id and an error code', async () => {
    await fuzzLine(1_500, SEED);
  });

  it('through a socket: the server outlives garbage and serves others meanwhile', async () => {
    await fuzzSocket(100, SEED);
  });
});
