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
  /** `file` (default) or `env` (`COFFER_ROOT_KEY`, or a mounted file named by `COFFER_ROOT_KEY_FILE`). */
  readonly rootKey: 'file' | 'env';
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
  /** Certificates (PEM) of further CAs that are trusted for what identity providers publish. */
  readonly trustCa?: string | undefined;
}

/** What `DIR/server.json` and `--ready-file` hold. */
export interface ServerFile {
  readonly https: string;
  readonly http: string | null;
  /** Path of the CA certificate (PEM). */
  readonly ca: string;
  /** Path of a shared-credentials file with profile `root`. */
  readonly credentials: string;
  readonly accountId: string;
  readonly regions: readonly string[];
  readonly pid: number;
}
