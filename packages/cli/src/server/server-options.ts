import { resolve } from 'node:path';
import type { ServerOptions } from '@coffer/server';
import { wrongUsage } from '../failure.ts';
import type { FlagValues } from '../flags.ts';
import type { Io } from '../io.ts';
import { backupOptions } from './backup-flags.ts';
import { withPaths } from './function-elsewhere-flag.ts';
import { functionLimits } from './function-limit-flags.ts';
import { rootKeyOptions } from './root-key-flags.ts';
import { rootKeySource } from './root-key-source.ts';
import type { RootCredentials } from './root-credentials.ts';
import type { networkFlags, storageFlags } from './server-flags.ts';

type StorageValues = FlagValues<typeof storageFlags>;
type NetworkValues = FlagValues<typeof networkFlags>;

/** A server's options; paths become absolute. Throws a `Failure` where flags contradict each other. */
export function serverOptions(
  { cwd, env }: Pick<Io, 'cwd' | 'env'>,
  storage: StorageValues,
  network: NetworkValues,
  root: RootCredentials | undefined,
): ServerOptions {
  if ((network['tls-cert'] === undefined) !== (network['tls-key'] === undefined)) {
    throw wrongUsage('`--tls-cert` and `--tls-key` belong together');
  }
  const rootKey = rootKeySource(storage['root-key'], storage['root-key-file'], env);
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
    rootKey,
    rootKeyOptions: rootKeyOptions(cwd, storage, rootKey),
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
    quotas: network.quotas,
    vpcEndpoints: (network['vpc-endpoint'] ?? []).map(({ id, vpcId, listen, policyFile }) => {
      return { id, vpcId, listen, policyFile: path(policyFile) };
    }),
    trustedProxies: network['trusted-proxy'] ?? [],
    functionBuckets: (network['function-bucket'] ?? []).map(bucket =>
      'folder' in bucket ? { name: bucket.name, folder: resolve(cwd, bucket.folder) } : bucket,
    ),
    functionIsolation: network['function-isolation'],
    functionLimits: functionLimits(network),
    functionsElsewhere: (network['function-elsewhere'] ?? []).map(place => withPaths(place, path)),
    trustCa: path(network['trust-ca']),
    backup: backupOptions(cwd, network),
  };
}
