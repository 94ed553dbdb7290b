import { resolve } from 'node:path';
import type { ServerOptions } from '@coffer/server';
import { Redacted } from '@coffer/wire';
import { wrongUsage } from '../failure.ts';
import type { FlagValues } from '../flags.ts';
import type { networkFlags, storageFlags } from './server-flags.ts';

type StorageValues = FlagValues<typeof storageFlags>;
type NetworkValues = FlagValues<typeof networkFlags>;

/** The first root key pair, taken out of the environment. */
export interface RootCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: Redacted<string>;
}

/**
 * The root user's key pair from `COFFER_ROOT_ACCESS_KEY_ID` and `COFFER_ROOT_SECRET_ACCESS_KEY`, which are deleted from
 * the environment: what the server starts must not inherit them. Undefined when neither is set.
 */
export function takeRootCredentials(env: NodeJS.ProcessEnv): RootCredentials | undefined {
  const accessKeyId = env['COFFER_ROOT_ACCESS_KEY_ID'];
  const secretAccessKey = env['COFFER_ROOT_SECRET_ACCESS_KEY'];
  delete env['COFFER_ROOT_ACCESS_KEY_ID'];
  delete env['COFFER_ROOT_SECRET_ACCESS_KEY'];
  if (!accessKeyId && !secretAccessKey) return undefined;
  if (!accessKeyId || !secretAccessKey) {
    throw wrongUsage('`COFFER_ROOT_ACCESS_KEY_ID` and `COFFER_ROOT_SECRET_ACCESS_KEY` must be set together');
  }
  return { accessKeyId, secretAccessKey: new Redacted(secretAccessKey) };
}

/** A server's options; paths become absolute. Throws a `Failure` where flags contradict each other. */
export function serverOptions(
  cwd: string,
  storage: StorageValues,
  network: NetworkValues,
  root: RootCredentials | undefined,
): ServerOptions {
  if ((network['tls-cert'] === undefined) !== (network['tls-key'] === undefined)) {
    throw wrongUsage('`--tls-cert` and `--tls-key` belong together');
  }
  if (storage['root-key'] === 'env' && storage['root-key-file'] !== undefined) {
    throw wrongUsage('`--root-key env` and `--root-key-file` contradict each other');
  }
  const path = (name: string | undefined) => (name === undefined ? undefined : resolve(cwd, name));
  return {
    dataDir: resolve(cwd, storage['data-dir']),
    listen: network.listen,
    http: network.http,
    database: storage.database,
    accountId: storage['account-id'],
    regions: [...new Set(storage.region)],
    readyFile: path(network['ready-file']),
    hostnames: network.hostname ?? [],
    tlsCert: path(network['tls-cert']),
    tlsKey: path(network['tls-key']),
    rootKeyFile: path(storage['root-key-file']),
    rootKey: storage['root-key'],
    auditLog: path(storage['audit-log']),
    auditMaxAgeDays: storage['audit-max-age'],
    auditMaxBytes: storage['audit-max-size'],
    admin: network.admin,
    logLevel: storage['log-level'],
    rootCredentials:
      root === undefined
        ? undefined
        : { accessKeyId: root.accessKeyId, secretAccessKey: root.secretAccessKey.unwrap() },
    maxBodyBytes: network['max-body'],
    maxConnections: network['max-connections'],
    maxInFlight: network['max-in-flight'],
  };
}
