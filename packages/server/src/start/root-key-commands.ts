/** What operators may do with the root key: asked of a running server, or done in a data directory that no server uses. */
import { randomBytes } from 'node:crypto';
import { Redacted } from '@coffer/wire';
import { BatchingTrail } from '../audit/audit-trail.ts';
import { systemClock } from '../clock.ts';
import { ROOT_KEY_KINDS } from '../keys/root-key.ts';
import type { RootKeyProvider } from '../keys/root-key.ts';
import { makeLog } from '../log.ts';
import type { RootKeyKind, ServerOptions } from '../options.ts';
import { OperatorError } from '../transport/operator-error.ts';
import type { OperatorCommand, OperatorInput } from './admin.ts';
import { existingData } from './existing-data.ts';
import { openKeysWith } from './open-keys.ts';
import { openStorage } from './open-storage.ts';
import { rootKeyProvider } from './root-key-provider.ts';
import type { RootKeyChoice } from './root-key-provider.ts';
import { RootKeys } from './root-keys.ts';
import type { RootKeyChange, RootKeyView } from './root-keys.ts';

/** Where a root key is to go: texts by name, as `coffer root-key` sends them. `to` is absent when it stays. */
export type RootKeyRequest = Readonly<Record<string, string | undefined>>;

/** The operators' commands of a running server, by path. */
export function rootKeyCommands(rootKeys: RootKeys, options: RootKeyChoice): ReadonlyMap<string, OperatorCommand> {
  return new Map<string, OperatorCommand>([
    ['/root-key/status', () => rootKeys.status()],
    ['/root-key/rotate', async input => rootKeys.rotate(await rotated(options, textsOf(input)))],
    ['/root-key/migrate', async input => rootKeys.migrate(await targetOf(options, textsOf(input)))],
  ]);
}

/** Tells of the root key of a data directory that no server uses. @throws DirectoryInUse, OperatorError */
export function rootKeyStatusOffline(options: ServerOptions): Promise<RootKeyView> {
  return withRootKeys(options, rootKeys => rootKeys.status());
}

/** Rotates the root key of a data directory that no server uses. @throws DirectoryInUse, OperatorError, RootKeyRefused */
export function rotateRootKeyOffline(options: ServerOptions, request: RootKeyRequest): Promise<RootKeyChange> {
  return withRootKeys(options, async rootKeys => rootKeys.rotate(await rotated(options, request)));
}

/** Moves the root key of a data directory that no server uses. @throws DirectoryInUse, OperatorError, RootKeyRefused */
export function migrateRootKeyOffline(options: ServerOptions, request: RootKeyRequest): Promise<RootKeyChange> {
  return withRootKeys(options, async rootKeys => rootKeys.migrate(await targetOf(options, request)));
}

async function withRootKeys<T>(given: ServerOptions, work: (rootKeys: RootKeys) => Promise<T>): Promise<T> {
  const options = existingData(given);
  await using storage = await openStorage(options);
  const { database } = storage;
  const provider = await rootKeyProvider(options);
  const keyring = await openKeysWith(provider, database);
  await using audit = new BatchingTrail(database, systemClock);
  const log = makeLog(options.logLevel);
  const parts = { database, keyring, audit, clock: systemClock, random: randomBytes, log };
  return await work(new RootKeys(parts, options, provider));
}

/** The provider in use; a new passphrase comes with the command. */
async function rotated(options: RootKeyChoice, { passphrase }: RootKeyRequest): Promise<RootKeyProvider | undefined> {
  if (options.rootKey !== 'passphrase') return undefined;
  const given = passphrase === undefined ? {} : { passphrase: new Redacted(Buffer.from(passphrase)) };
  return rootKeyProvider({ ...options, rootKeyOptions: { ...options.rootKeyOptions, ...given } });
}

/** What a command may say about where the root key goes; everything else of the target has its default. */
async function targetOf({ dataDir }: RootKeyChoice, request: RootKeyRequest): Promise<RootKeyProvider> {
  const kind = kindOf(request['to']);
  const { passphrase } = request;
  const choice: RootKeyChoice = {
    dataDir,
    rootKey: kind,
    rootKeyFile: request['file'],
    rootKeyOptions: {
      passphrase: passphrase === undefined ? undefined : new Redacted(Buffer.from(passphrase)),
      shares: numberOf(request['shares']),
      threshold: numberOf(request['threshold']),
      sharesFolder: request['sharesFolder'],
      pkcs11Module: request['pkcs11Module'],
      pkcs11Token: request['pkcs11Token'],
      pkcs11Key: request['pkcs11Key'],
      pkcs11PinFile: request['pkcs11PinFile'],
      kmsKey: request['kmsKey'],
      kmsRegion: request['kmsRegion'],
      kmsEndpoint: request['kmsEndpoint'],
      kmsCa: request['kmsCa'],
      kmsProfile: request['kmsProfile'],
      command: request['command'],
    },
  };
  return rootKeyProvider(choice);
}

function kindOf(text: string | undefined): RootKeyKind {
  const kind = ROOT_KEY_KINDS.find(each => each === text);
  if (kind === undefined) throw new OperatorError(`\`${text ?? ''}\` is none of ${ROOT_KEY_KINDS.join(', ')}`);
  return kind;
}

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,3}$/.test(text)) throw new OperatorError(`\`${text}\` is no number of shares`);
  return Number(text);
}

/** @throws OperatorError for anything but texts */
function textsOf(input: OperatorInput): RootKeyRequest {
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => {
      if (typeof value !== 'string') throw new OperatorError(`\`${name}\` is not a text`);
      return [name, value];
    }),
  );
}
