import { makeCreateKey } from './create-key.ts';
import { describeKey } from './describe-key.ts';
import { makeEncrypt } from './encrypt.ts';
import { makeGenerateDataKeyPairWithoutPlaintext } from './generate-data-key-pair-without-plaintext.ts';
import { makeGenerateDataKeyPair } from './generate-data-key-pair.ts';
import { makeGenerateMac } from './generate-mac.ts';
import { makeGetPublicKey } from './get-public-key.ts';
import type { KmsParts } from './parts.ts';
import { makeReEncrypt } from './re-encrypt.ts';
import { makeSign } from './sign.ts';
import { makeVerifyMac } from './verify-mac.ts';
import { makeVerify } from './verify.ts';

/** What knows of asymmetric and HMAC keys and of pairs: loaded when the first request asks for one of them. */
export function asymmetricOperations(parts: KmsParts) {
  return {
    CreateKey: makeCreateKey(parts),
    DescribeKey: describeKey,
    Encrypt: makeEncrypt(parts),
    GenerateDataKeyPair: makeGenerateDataKeyPair(parts),
    GenerateDataKeyPairWithoutPlaintext: makeGenerateDataKeyPairWithoutPlaintext(parts),
    GenerateMac: makeGenerateMac(parts),
    GetPublicKey: makeGetPublicKey(parts),
    ReEncrypt: makeReEncrypt(parts),
    Sign: makeSign(parts),
    Verify: makeVerify(parts),
    VerifyMac: makeVerifyMac(parts),
  };
}
