/** The curves of NIST that KMS signs with. Source: SEC 2 and FIPS 186-5 for the orders. */

export interface Curve {
  /** As JSON Web Keys name it. */
  readonly jwk: 'P-256' | 'P-384' | 'P-521';
  /** As OpenSSL names it. */
  readonly openssl: 'prime256v1' | 'secp384r1' | 'secp521r1';
  /** Of a coordinate, and of each half of a signature. */
  readonly bytes: number;
  /** The order of the group: how many points there are. */
  readonly order: bigint;
}

const P256: Curve = {
  jwk: 'P-256',
  openssl: 'prime256v1',
  bytes: 32,
  order: 0xffffffff_00000000_ffffffff_ffffffff_bce6faad_a7179e84_f3b9cac2_fc632551n,
};

const P384: Curve = {
  jwk: 'P-384',
  openssl: 'secp384r1',
  bytes: 48,
  order: 0xffffffff_ffffffff_ffffffff_ffffffff_ffffffff_ffffffff_c7634d81_f4372ddf_581a0db2_48b0a77a_ecec196a_ccc52973n,
};

const P521: Curve = {
  jwk: 'P-521',
  openssl: 'secp521r1',
  bytes: 66,
  order:
    0x1ff_ffffffff_ffffffff_ffffffff_ffffffff_ffffffff_ffffffff_ffffffff_fffffffa_51868783_bf2f966b_7fcc0148_f709a5d0_3bb5c9b8_899c47ae_bb6fb71e_91386409n,
};

export const CURVES = { ECC_NIST_P256: P256, ECC_NIST_P384: P384, ECC_NIST_P521: P521 } as const;
