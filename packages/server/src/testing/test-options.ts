import type { ServerOptions } from '../options.ts';

/** Options of a server that tests start: quiet, on free ports. */
export function testOptions(dataDir: string, more: Partial<ServerOptions> = {}): ServerOptions {
  return {
    dataDir,
    listen: '127.0.0.1:0',
    accountId: '123456789012',
    regions: ['us-east-1'],
    hostnames: [],
    rootKey: 'file',
    auditMaxAgeDays: 90,
    logLevel: 'silent',
    maxBodyBytes: 1_048_576,
    maxConnections: 4_096,
    maxInFlight: 1_024,
    quotas: 'none',
    ...more,
  };
}
