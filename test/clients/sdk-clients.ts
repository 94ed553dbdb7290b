import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { CloudTrail } from '@aws-sdk/client-cloudtrail';
import { KMS } from '@aws-sdk/client-kms';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import type { Coffer } from '../support/start-coffer.ts';

/** The SDK's clients of one server, without retries: what a test sees is the first answer. */
export interface SdkClients extends Disposable {
  readonly secrets: SecretsManager;
  readonly keys: KMS;
  readonly trail: CloudTrail;
}

/** Clients with up to 50 connections each, which trust the server's certificate. */
export function sdkClients({ ready, accessKeyId, secretAccessKey }: Coffer): SdkClients {
  const config = {
    endpoint: ready.https,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
    requestHandler: { httpsAgent: new Agent({ ca: readFileSync(ready.ca), keepAlive: true, maxSockets: 50 }) },
  };
  const clients = { secrets: new SecretsManager(config), keys: new KMS(config), trail: new CloudTrail(config) };
  return {
    ...clients,
    [Symbol.dispose]() {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}
