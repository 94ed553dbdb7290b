import { CloudTrail } from '@aws-sdk/client-cloudtrail';
import { KMS } from '@aws-sdk/client-kms';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import type { Coffer } from '../support/start-coffer.ts';
import { sdkConfig } from './sdk-client.ts';

/** The SDK's clients of one server. */
export interface SdkClients extends Disposable {
  readonly secrets: SecretsManager;
  readonly keys: KMS;
  readonly trail: CloudTrail;
}

/** Clients with up to 50 connections each, which trust the server's certificate. */
export function sdkClients(coffer: Coffer): SdkClients {
  const config = sdkConfig(coffer);
  const clients = { secrets: new SecretsManager(config), keys: new KMS(config), trail: new CloudTrail(config) };
  return {
    ...clients,
    [Symbol.dispose]() {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}
