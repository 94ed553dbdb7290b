/** Signature Version 4 over raw requests: what a server needs to verify, and what a client needs to sign. */
export type { SignedRequest } from './signed-request.ts';
export { KnownAuthorizations } from './known-authorizations.ts';
export { type ParsedSignature, parseSignature } from './parsed-signature.ts';
export { type ExpectedScope, type ScopeOptions, checkScope } from './scope.ts';
export { type VerifyOptions, verifySignature } from './verify.ts';
export { SigningKeys, signingKey } from './signing-key.ts';
export { type Credentials, type PresignOptions, type SignOptions, presignTarget, signRequest } from './sign.ts';
export type { CanonicalHeaders } from './canonical-headers.ts';
export {
  expiredToken,
  incompleteSignature,
  invalidSignature,
  missingAuthenticationToken,
  unrecognizedClient,
} from './errors.ts';
