/**
 * The types that handlers see against the types of the AWS SDK for JavaScript: the same members with the same types, at
 * any depth. The compiler does the comparing (`npm run types`); what runs only sees that no operation was left out.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type * as trail from '@aws-sdk/client-cloudtrail';
import type * as keys from '@aws-sdk/client-kms';
import type * as secrets from '@aws-sdk/client-secrets-manager';
import type { InputOf, OperationContract, OutputOf, Redacted } from '@coffer/wire';
import { services, type Services } from '@coffer/wire/services';

/**
 * What both sides have in common: every member there, wrappers off, instants as numbers. Enums of answers count as any
 * text (`Text` is string): a newer SDK knows more of them than the service's model.
 */
type Plain<T, Text = never> = T extends undefined
  ? never
  : T extends Redacted<infer V>
    ? Plain<V, Text>
    : T extends Date
      ? number
      : T extends string
        ? T | Text
        : T extends number | boolean
          ? T
          : T extends Uint8Array
            ? Uint8Array
            : T extends readonly (infer E)[]
              ? Plain<E, Text>[]
              : { [K in keyof T as K extends '$metadata' ? never : K]-?: Plain<T[K], Text> };

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/** For each operation whether input and output are the SDK's: a `true` below stops compiling where one is not. */
type Verdicts<
  Ops extends Readonly<Record<string, OperationContract>>,
  Sdk extends { readonly [K in keyof Ops]: readonly [input: object, output: object] },
> = {
  readonly [K in keyof Ops]: Same<
    [Plain<InputOf<Ops[K]>>, Plain<OutputOf<Ops[K]>, string>],
    [Plain<Sdk[K][0]>, Plain<Sdk[K][1], string>]
  >;
};

const secretsmanager: Verdicts<
  Services['secretsmanager']['operations'],
  {
    BatchGetSecretValue: [secrets.BatchGetSecretValueCommandInput, secrets.BatchGetSecretValueCommandOutput];
    CancelRotateSecret: [secrets.CancelRotateSecretCommandInput, secrets.CancelRotateSecretCommandOutput];
    CreateSecret: [secrets.CreateSecretCommandInput, secrets.CreateSecretCommandOutput];
    DeleteSecret: [secrets.DeleteSecretCommandInput, secrets.DeleteSecretCommandOutput];
    DescribeSecret: [secrets.DescribeSecretCommandInput, secrets.DescribeSecretCommandOutput];
    GetRandomPassword: [secrets.GetRandomPasswordCommandInput, secrets.GetRandomPasswordCommandOutput];
    GetSecretValue: [secrets.GetSecretValueCommandInput, secrets.GetSecretValueCommandOutput];
    ListSecrets: [secrets.ListSecretsCommandInput, secrets.ListSecretsCommandOutput];
    ListSecretVersionIds: [secrets.ListSecretVersionIdsCommandInput, secrets.ListSecretVersionIdsCommandOutput];
    PutSecretValue: [secrets.PutSecretValueCommandInput, secrets.PutSecretValueCommandOutput];
    RestoreSecret: [secrets.RestoreSecretCommandInput, secrets.RestoreSecretCommandOutput];
    RotateSecret: [secrets.RotateSecretCommandInput, secrets.RotateSecretCommandOutput];
    TagResource: [secrets.TagResourceCommandInput, secrets.TagResourceCommandOutput];
    UntagResource: [secrets.UntagResourceCommandInput, secrets.UntagResourceCommandOutput];
    UpdateSecret: [secrets.UpdateSecretCommandInput, secrets.UpdateSecretCommandOutput];
    UpdateSecretVersionStage: [
      secrets.UpdateSecretVersionStageCommandInput,
      secrets.UpdateSecretVersionStageCommandOutput,
    ];
  }
> = {
  BatchGetSecretValue: true,
  CancelRotateSecret: true,
  CreateSecret: true,
  DeleteSecret: true,
  DescribeSecret: true,
  GetRandomPassword: true,
  GetSecretValue: true,
  ListSecrets: true,
  ListSecretVersionIds: true,
  PutSecretValue: true,
  RestoreSecret: true,
  RotateSecret: true,
  TagResource: true,
  UntagResource: true,
  UpdateSecret: true,
  UpdateSecretVersionStage: true,
};

const kms: Verdicts<
  Services['kms']['operations'],
  {
    Decrypt: [keys.DecryptCommandInput, keys.DecryptCommandOutput];
    DescribeKey: [keys.DescribeKeyCommandInput, keys.DescribeKeyCommandOutput];
    Encrypt: [keys.EncryptCommandInput, keys.EncryptCommandOutput];
    GenerateDataKey: [keys.GenerateDataKeyCommandInput, keys.GenerateDataKeyCommandOutput];
  }
> = { Decrypt: true, DescribeKey: true, Encrypt: true, GenerateDataKey: true };

const cloudtrail: Verdicts<
  Services['cloudtrail']['operations'],
  { LookupEvents: [trail.LookupEventsCommandInput, trail.LookupEventsCommandOutput] }
> = { LookupEvents: true };

test('every operation is compared with the SDK’s types', () => {
  const compared = { cloudtrail, kms, secretsmanager };

  for (const [name, contract] of Object.entries(services)) {
    // Its client is no dependency of this repository; contracts.test.ts compares it with AWS's model.
    if (name === 'ssm') continue;
    const verdicts = new Map(Object.entries(compared)).get(name) ?? {};
    assert.deepEqual(Object.keys(verdicts).toSorted(), Object.keys(contract.operations).toSorted(), name);
  }
});
