/** The server's side of SCRAM-SHA-256, which checks the client's proof. Source: RFC 5802, RFC 7677. */
import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a server stores of a password. */
export interface ScramVerifier {
  readonly salt: Buffer;
  readonly storedKey: Buffer;
  readonly serverKey: Buffer;
}

const ITERATIONS = 4_096;

/** Makes what is stored. */
export function scramVerifier(password: string): ScramVerifier {
  const salt = randomBytes(28);
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256');
  const clientKey = hmac(salted, 'Client Key');
  return { salt, storedKey: createHash('sha256').update(clientKey).digest(), serverKey: hmac(salted, 'Server Key') };
}

/** One login. */
export interface ScramLogin {
  readonly username: string;
  readonly serverFirst: string;
  /** The server's last message; undefined when the proof is wrong. */
  finish(clientFinal: string): string | undefined;
}

/** Answers the client's first message; without a verifier the proof is always wrong. */
export function scramLogin(
  clientFirst: string,
  verifierOf: (username: string) => ScramVerifier | undefined,
): ScramLogin {
  const bare = clientFirst.slice(clientFirst.indexOf(',,') + 2);
  const username = (field(bare, 'n') ?? '').replaceAll('=2C', ',').replaceAll('=3D', '=');
  const verifier = verifierOf(username);
  const nonce = `${field(bare, 'r')}${randomBytes(18).toString('base64')}`;
  const salt = (verifier?.salt ?? randomBytes(28)).toString('base64');
  const serverFirst = `r=${nonce},s=${salt},i=${ITERATIONS}`;
  return {
    username,
    serverFirst,
    finish(clientFinal) {
      const withoutProof = clientFinal.slice(0, clientFinal.lastIndexOf(',p='));
      if (verifier === undefined || field(clientFinal, 'r') !== nonce) return undefined;
      const message = `${bare},${serverFirst},${withoutProof}`;
      const proof = Buffer.from(clientFinal.slice(clientFinal.lastIndexOf(',p=') + 3), 'base64');
      const signature = hmac(verifier.storedKey, message);
      const clientKey = Buffer.from(signature.map((byte, at) => byte ^ (proof[at] ?? 0)));
      const isRight = timingSafeEqual(createHash('sha256').update(clientKey).digest(), verifier.storedKey);
      return isRight ? `v=${hmac(verifier.serverKey, message).toString('base64')}` : undefined;
    },
  };
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function field(message: string, name: string): string | undefined {
  return message
    .split(',')
    .find(part => part.startsWith(`${name}=`))
    ?.slice(2);
}
