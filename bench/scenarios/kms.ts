/** A customer key with a policy against the default key: Decrypt by clients, and secrets under it. All of one server. */
import { randomUUID } from 'node:crypto';
import type { Bench, Scenario } from '../bench.ts';
import { CONNECTIONS } from '../bench.ts';
import { FEW_SECRETS, shorter } from '../plan.ts';
import { bytesOf, KMS, readRequests, signCall } from '../requests.ts';
import { rateRow } from '../row.ts';
import type { Side } from '../rounds.ts';
import { alternate } from '../rounds.ts';
import { SECRET_TEXT } from '../secrets.ts';
import { send } from '../send.ts';
import type { Subject } from '../subject.ts';
import { startSubject } from '../subject.ts';
import { wrkSide } from '../wrk.ts';

/** The promises of the issue. */
const LEAST_DECRYPT = { atLeast: 1 };
const LEAST_UNDER_KEY = { atLeast: 0.9 };

export const kmsScenario: Scenario = {
  name: 'kms',
  async run(bench) {
    await using subject = await startSubject(bench.children, await bench.dataDirs.with(FEW_SECRETS));
    const key = await createKey(subject);
    const ciphertexts = await many(number => encrypt(subject, key, number));
    await many(number => createUnder(subject, key, number));
    const { host } = new URL(subject.http);
    const byDefault = side(bench, subject, () => readRequests(host, FEW_SECRETS, FEW_SECRETS));
    const decrypting = side(bench, subject, () =>
      ciphertexts.map(CiphertextBlob => request(host, 'Decrypt', { CiphertextBlob, EncryptionContext }, KMS)),
    );
    const underKey = side(bench, subject, () =>
      ciphertexts.map((_, number) => request(host, 'GetSecretValue', { SecretId: nameUnder(number) })),
    );
    const plan = shorter(bench.plan);
    return [
      rateRow('KMS Decrypt against GetSecretValue', await alternate(decrypting, byDefault, plan), LEAST_DECRYPT),
      rateRow(
        'GetSecretValue under a customer key with a policy against the default key',
        await alternate(underKey, byDefault, plan),
        LEAST_UNDER_KEY,
      ),
    ];
  },
};

const EncryptionContext = { purpose: 'bench' };
/** How many requests wait at one time while things are made. */
const WIDTH = 32;

/** As long as the names of the secrets under the default key. */
function nameUnder(number: number): string {
  return `bench/kmskey-${String(number).padStart(6, '0')}`;
}

function side({ children, folder }: Bench, { pid, http: url }: Subject, requests: () => readonly Buffer[]): Side {
  return wrkSide({ children, folder, pid, url, connections: CONNECTIONS, requests });
}

function request(host: string, operation: string, input: object, target?: typeof KMS): Buffer {
  return bytesOf(signCall(host, operation, JSON.stringify(input), undefined, target));
}

/** A key whose policy has a statement for its administrators, one for its users, and one that denies others. */
async function createKey(subject: Subject): Promise<string> {
  const account = 'arn:aws:iam::123456789012';
  const principal = { AWS: `${account}:root` };
  const statements = [
    { Sid: 'Administrators', Effect: 'Allow', Principal: principal, Action: 'kms:*', Resource: '*' },
    {
      Sid: 'Users',
      Effect: 'Allow',
      Principal: principal,
      Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
      Resource: '*',
      Condition: { StringEquals: { 'kms:CallerAccount': '123456789012' } },
    },
    {
      Sid: 'NoStrangers',
      Effect: 'Deny',
      Principal: '*',
      Action: 'kms:Decrypt',
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:PrincipalAccount': '123456789012' } },
    },
  ];
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  const { KeyMetadata } = JSON.parse(await send(subject, 'CreateKey', { Policy }, 'http', KMS));
  return String(KeyMetadata.Arn);
}

/** A ciphertext of a plaintext as long as a data key, in base64. */
async function encrypt(subject: Subject, KeyId: string, number: number): Promise<string> {
  const Plaintext = Buffer.alloc(32, number).toString('base64');
  const { CiphertextBlob } = JSON.parse(
    await send(subject, 'Encrypt', { KeyId, Plaintext, EncryptionContext }, 'http', KMS),
  );
  return String(CiphertextBlob);
}

async function createUnder(subject: Subject, KmsKeyId: string, number: number): Promise<void> {
  const secret = { Name: nameUnder(number), SecretString: SECRET_TEXT, ClientRequestToken: randomUUID(), KmsKeyId };
  await send(subject, 'CreateSecret', secret, 'http');
}

/** Makes one for each number below `FEW_SECRETS`. */
async function many<T>(make: (number: number) => Promise<T>): Promise<readonly T[]> {
  const made: T[] = [];
  for (let at = 0; at < FEW_SECRETS; at += WIDTH) {
    const numbers = Array.from({ length: Math.min(WIDTH, FEW_SECRETS - at) }, (_, i) => at + i);
    made.push(...(await Promise.all(numbers.map(make))));
  }
  return made;
}
