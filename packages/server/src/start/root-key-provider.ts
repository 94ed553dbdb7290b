/** Where the root key lies, as the options say: one provider for each kind. */
import { createReadStream } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { Redacted } from '@coffer/wire';
import { systemClock } from '../clock.ts';
import type { RootKeyProvider } from '../keys/root-key.ts';
import { rootKeyFromEnvironment } from '../keys/root-key-env.ts';
import { rootKeyFile } from '../keys/root-key-file.ts';
import type { RootKeyOptions, ServerOptions } from '../options.ts';
import { httpsPost } from '../transport/https-post.ts';
import { OperatorError } from '../transport/operator-error.ts';

/** What the choice of a provider needs of a server's options. */
export type RootKeyChoice = Pick<ServerOptions, 'dataDir' | 'rootKey' | 'rootKeyFile' | 'rootKeyOptions'>;

/**
 * The provider that the options name. Those beyond file and environment are loaded when they are named: they take time
 * that most starts need not spend.
 *
 * @throws OperatorError, RootKeyRefused for options that are missing or wrong
 */
export async function rootKeyProvider(choice: RootKeyChoice): Promise<RootKeyProvider> {
  const { dataDir, rootKeyOptions: options = {} } = choice;
  switch (choice.rootKey) {
    case 'file':
      return rootKeyFile(resolve(choice.rootKeyFile ?? join(dataDir, 'root.key')), randomBytes);
    case 'env':
      return (
        rootKeyFromEnvironment(process.env) ??
        missing(
          'the root key is to come from the environment, but neither COFFER_ROOT_KEY nor COFFER_ROOT_KEY_FILE is set',
        )
      );
    case 'passphrase': {
      const { rootKeyPassphrase } = await import('../keys/root-key-passphrase.ts');
      return rootKeyPassphrase(isNew => askPassphrase(options, isNew), randomBytes);
    }
    case 'shamir': {
      const { rootKeyShamir } = await import('../keys/root-key-shamir.ts');
      const { shares = 5, threshold = 3, sharesFolder = dataDir } = options;
      return rootKeyShamir({ shares, threshold, folder: resolve(sharesFolder) }, randomBytes);
    }
    case 'pkcs11': {
      const { rootKeyPkcs11 } = await import('../keys/root-key-pkcs11.ts');
      return rootKeyPkcs11(
        {
          module: resolve(options.pkcs11Module ?? missing('`--root-key pkcs11` needs `--root-key-pkcs11-module`')),
          token: options.pkcs11Token ?? missing('`--root-key pkcs11` needs `--root-key-pkcs11-token`'),
          key: options.pkcs11Key ?? 'coffer',
          pinFile: resolve(options.pkcs11PinFile ?? missing('`--root-key pkcs11` needs `--root-key-pkcs11-pin-file`')),
        },
        randomBytes,
      );
    }
    case 'aws-kms': {
      const { rootKeyAwsKms } = await import('../keys/root-key-aws-kms.ts');
      const keyId = options.kmsKey ?? missing('`--root-key aws-kms` needs `--root-key-kms-key`');
      const { kmsRegion: region, kmsEndpoint: endpoint, kmsCa, kmsProfile: profile } = options;
      const ca = kmsCa === undefined ? undefined : resolve(kmsCa);
      const surroundings = { env: process.env, now: () => systemClock.now(), random: randomBytes, post: httpsPost };
      return rootKeyAwsKms({ keyId, region, endpoint, ca, profile }, surroundings);
    }
    case 'exec': {
      const { rootKeyExec } = await import('../keys/root-key-exec.ts');
      return rootKeyExec(
        resolve(options.command ?? missing('`--root-key exec` needs `--root-key-command`')),
        randomBytes,
      );
    }
  }
}

function missing(message: string): never {
  throw new OperatorError(message);
}

/** Longer than any passphrase, with a line break. In bytes. */
const MAX_READ_BYTES = 1_026;

async function askPassphrase(options: RootKeyOptions, isNew: boolean): Promise<Redacted<Buffer>> {
  if (options.passphrase !== undefined) return new Redacted(Buffer.from(options.passphrase.unwrap()));
  if (options.passphraseFd !== undefined) return readDescriptor(options.passphraseFd);
  if (options.askPassphrase !== undefined) return options.askPassphrase(isNew);
  throw new OperatorError(
    'the passphrase of the root key is asked on a terminal, and here is none: give it with `--root-key-passphrase-fd N`',
  );
}

async function readDescriptor(fd: number): Promise<Redacted<Buffer>> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of createReadStream('', { fd, highWaterMark: MAX_READ_BYTES })) {
      const bytes = Buffer.from(chunk);
      chunks.push(bytes);
      length += bytes.length;
      if (length > MAX_READ_BYTES) break;
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new OperatorError(`the passphrase of the root key cannot be read from file descriptor ${fd}: ${why}`, {
      cause: error,
    });
  }
  const all = Buffer.concat(chunks);
  for (const chunk of chunks) chunk.fill(0);
  const end = all.at(-1) !== 0x0a ? all.length : all.at(-2) === 0x0d ? all.length - 2 : all.length - 1;
  return new Redacted(all.subarray(0, end));
}
