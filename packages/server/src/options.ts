import type { Redacted } from '@coffer/wire';

/** What an administrator decides about a server. Every member has a flag, a `COFFER_*` variable and a key in `--config`. */
export interface ServerOptions {
  /** Folder of the embedded database, the root key, the first credentials and the operators' socket. */
  readonly dataDir: string;
  /** TLS address, `HOST:PORT`; port 0 means a free one. */
  readonly listen: string;
  /** Plain HTTP address, loopback only; absent: none. */
  readonly http?: string | undefined;
  /** `postgres://…`; absent: SQLite in the data directory. */
  readonly database?: string | undefined;
  /** 12 digits: the account that the first start makes. */
  readonly accountId: string;
  /** At least one; the first is the default region that `coffer env` hands out. */
  readonly regions: readonly string[];
  /** Also written when the server answers; the same content as `DIR/server.json`. */
  readonly readyFile?: string | undefined;
  /** Further names or IP addresses for the server's certificate. */
  readonly hostnames: readonly string[];
  readonly tlsCert?: string | undefined;
  readonly tlsKey?: string | undefined;
  /** Root key file elsewhere than `DIR/root.key`. */
  readonly rootKeyFile?: string | undefined;
  /** Where the root key lies: `file` (default), `env` (`COFFER_ROOT_KEY`, or a mounted file named by `COFFER_ROOT_KEY_FILE`), ... */
  readonly rootKey: RootKeyKind;
  /** What the other providers of root keys need. */
  readonly rootKeyOptions?: RootKeyOptions | undefined;
  /** JSON lines of every record, for a SIEM. */
  readonly auditLog?: string | undefined;
  /** Records older than this many days are deleted; default 90. */
  readonly auditMaxAgeDays: number;
  /** The trail may grow to this many bytes before its oldest records are deleted; absent: no limit. */
  readonly auditMaxBytes?: number | undefined;
  /** TCP address for health and metrics beside the operators' socket. */
  readonly admin?: string | undefined;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** The root user's key at first start, from `COFFER_ROOT_ACCESS_KEY_ID` and `COFFER_ROOT_SECRET_ACCESS_KEY`. */
  readonly rootCredentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  /** Request body limit in bytes. */
  readonly maxBodyBytes: number;
  readonly maxConnections: number;
  readonly maxInFlight: number;
  /** `aws`: AWS's request rates and its number of secrets, for each account and region; default `none`. */
  readonly quotas: 'aws' | 'none';
  /** VPC endpoints, each a further TLS address; absent: none. */
  readonly vpcEndpoints?: readonly VpcEndpointOptions[] | undefined;
  /** Addresses and CIDR ranges of proxies whose X-Forwarded-For counts; absent: none, and the header means nothing. */
  readonly trustedProxies?: readonly string[] | undefined;
  /** Where CreateFunction finds the objects of a bucket (`--function-bucket`); absent: nowhere. */
  readonly functionBuckets?: readonly FunctionBucketOptions[] | undefined;
  /** `bubblewrap` (default): uploaded code runs isolated or not at all; `none`: it can read what the server can read. */
  readonly functionIsolation?: 'bubblewrap' | 'none' | undefined;
  /** How much of the machine functions may take; absent: the runtime's own limits. */
  readonly functionLimits?: FunctionLimitOptions | undefined;
  /** What functions may run elsewhere, and where (`--function-elsewhere`); absent: none. */
  readonly functionsElsewhere?: readonly FunctionElsewhereOptions[] | undefined;
  /** Certificates (PEM) of further CAs that are trusted for what identity providers publish. */
  readonly trustCa?: string | undefined;
  /** Scheduled backups; absent: this server makes none. */
  readonly backup?: BackupOptions | undefined;
}

/**
 * The objects of a bucket are the files of a folder, or those that an S3 server has: `https://HOST[:PORT]`, where the
 * bucket's name is the first part of the path. Credentials and region are those of the AWS variables.
 */
export type FunctionBucketOptions =
  | { readonly name: string; readonly folder: string }
  | { readonly name: string; readonly endpoint: string };

/** What all functions have together, and each of them. */
export interface FunctionLimitOptions {
  /** Bytes of memory and scratch folders of all that run at one time; absent: half of the machine's. */
  readonly memoryBytes?: number | undefined;
  /** Invocations that run at one time. */
  readonly concurrency: number;
  /** The same for one function; not more than all. */
  readonly concurrencyPerFunction: number;
  /** Bytes that a scratch folder has at most. */
  readonly scratchBytes: number;
}

/** A place where functions run that are not run here. */
export type FunctionElsewhereOptions = {
  /** What CreateFunction calls it: 1 to 64 letters, digits and `._-`. */
  readonly name: string;
  /** The accounts whose functions may run there: at least one. */
  readonly accounts: readonly string[];
  /** The profile of a shared credentials file that signs. */
  readonly profile: string;
  /** Path of that file; absent: AWS_SHARED_CREDENTIALS_FILE, or `~/.aws/credentials`. */
  readonly credentialsFile?: string | undefined;
  /** Path of CAs (PEM) to trust there, and no others; absent: those that the machine trusts. */
  readonly ca?: string | undefined;
} & (
  | {
      /** `https://…` */
      readonly url: string;
      /** What signatures name; absent: the region of the function. */
      readonly region?: string | undefined;
    }
  | {
      /** ARN of a function of AWS Lambda, with or without a qualifier. */
      readonly lambda: string;
      /** `https://HOST[:PORT]`: another address than AWS's. */
      readonly endpoint?: string | undefined;
    }
);

/** A VPC endpoint as the administrator gives it (`--vpc-endpoint`): requests that come in there came through it. */
export interface VpcEndpointOptions {
  /** `vpce-1a2b3c4d`: `vpce-` and 8 to 17 hexadecimal digits. */
  readonly id: string;
  /** `vpc-12345678`: `vpc-` and 8 to 17 hexadecimal digits. */
  readonly vpcId: string;
  /** TLS address, `HOST:PORT`; port 0 means a free one. */
  readonly listen: string;
  /** Path of the endpoint's policy (JSON), which limits what passes; absent: everything passes. */
  readonly policyFile?: string | undefined;
}

/** Every place that a root key can be kept in. */
export type RootKeyKind = 'file' | 'env' | 'passphrase' | 'shamir' | 'pkcs11' | 'aws-kms' | 'exec';

/** What providers of root keys are told; each reads its own. Paths may be relative to the working directory. */
export interface RootKeyOptions {
  /** `passphrase`: a file descriptor to read it from, one line. */
  readonly passphraseFd?: number | undefined;
  /** `passphrase`: asks on a terminal; `isNew`: it will be set, and is asked for twice. */
  readonly askPassphrase?: ((isNew: boolean) => Promise<Redacted<Buffer>>) | undefined;
  /** `passphrase`: itself, when an operator's command brings it. */
  readonly passphrase?: Redacted<Buffer> | undefined;
  /** `shamir`: how many shares are made; default 5. */
  readonly shares?: number | undefined;
  /** `shamir`: how many of them open the root key; default 3. */
  readonly threshold?: number | undefined;
  /** `shamir`: in this folder the files with new shares are made; default: the data directory. */
  readonly sharesFolder?: string | undefined;
  /** `pkcs11`: the vendor's library. */
  readonly pkcs11Module?: string | undefined;
  /** `pkcs11`: label of the token. */
  readonly pkcs11Token?: string | undefined;
  /** `pkcs11`: label of the AES key in it; default `coffer`. */
  readonly pkcs11Key?: string | undefined;
  /** `pkcs11`: a file with the user's PIN. */
  readonly pkcs11PinFile?: string | undefined;
  /** `aws-kms`: id, ARN or alias of the key. */
  readonly kmsKey?: string | undefined;
  readonly kmsRegion?: string | undefined;
  /** `aws-kms`: another address than AWS's. */
  readonly kmsEndpoint?: string | undefined;
  /** `aws-kms`: certificates (PEM) to trust there. */
  readonly kmsCa?: string | undefined;
  /** `aws-kms`: a profile of the shared credentials file. */
  readonly kmsProfile?: string | undefined;
  /** `exec`: the program. */
  readonly command?: string | undefined;
}

/** Backups that the server makes by itself. */
export interface BackupOptions {
  /** `rate(...)` or `cron(...)`, as secrets are rotated; `none`: what was planned before is planned no more. */
  readonly schedule: string;
  /** A folder, or `s3://BUCKET/PREFIX`. */
  readonly to: string;
  /** How many of them stay: at least one. */
  readonly keep: number;
  /** age recipients; empty: the backups are under the root key. */
  readonly recipients: readonly string[];
  readonly hasAudit: boolean;
  /** Another address than AWS's. */
  readonly s3Endpoint?: string | undefined;
  readonly s3Region?: string | undefined;
  /** A profile of the shared credentials file; absent: the standard variables, else `default`. */
  readonly s3Profile?: string | undefined;
}

/** What `DIR/server.json` and `--ready-file` hold. */
export interface ServerFile {
  readonly https: string;
  readonly http: string | null;
  /** Present when VPC endpoints are configured. */
  readonly endpoints?: readonly ServedEndpoint[];
  /** Path of the CA certificate (PEM). */
  readonly ca: string;
  /** Path of a shared-credentials file with profile `root`. */
  readonly credentials: string;
  readonly accountId: string;
  readonly regions: readonly string[];
  readonly pid: number;
}

/** A VPC endpoint of a server that answers. */
export interface ServedEndpoint {
  readonly id: string;
  readonly vpcId: string;
  readonly https: string;
}
