/** The root key sealed by an AES key that never leaves an HSM, through PKCS #11. */
import { readFile, stat } from 'node:fs/promises';
import type * as Library from 'pkcs11js';
import type { Random } from './aead.ts';
import { RootKeyAway, RootKeyRefused } from './root-key.ts';
import type { RootKeyProvider } from './root-key.ts';
import { sealedRootKey, stateText, viewOf } from './sealed-root.ts';

export interface Pkcs11Options {
  /** The vendor's library: an absolute path. */
  readonly module: string;
  /** Label of the token. */
  readonly token: string;
  /** Label of the AES key of 256 bits. It is made in the token when there is none. */
  readonly key: string;
  /** A file with the user's PIN, closed to others. */
  readonly pinFile: string;
}

/**
 * A provider over a token. The key in it seals with AES-GCM (CKM_AES_GCM), the root key's name as additional data; it is
 * made sensitive and not extractable. The token is opened for each use and closed again, so that one that was pulled
 * out and put back is found.
 */
export function rootKeyPkcs11(options: Pkcs11Options, random: Random): RootKeyProvider {
  const { token, key: label } = options;
  return sealedRootKey(
    {
      kind: 'pkcs11',
      description: `key \`${label}\` of token \`${token}\``,
      isUnattended: true,
      seal: (material, rootKeyId) =>
        withToken(options, ({ library, module, session }) => {
          const key = findKey(library, module, session, label) ?? makeKey(library, module, session, label);
          const iv = random(IV_BYTES);
          module.C_EncryptInit(session, gcm(library, iv, rootKeyId), key);
          const sealed = module.C_Encrypt(session, viewOf(material), Buffer.alloc(MAX_SEALED_BYTES));
          return { iv: iv.toString('base64'), sealed: sealed.toString('base64') };
        }),
      unseal: (state, rootKeyId) =>
        withToken(options, ({ library, module, session }) => {
          const key = findKey(library, module, session, label);
          if (key === undefined) throw new RootKeyAway(`token \`${token}\` has no AES key \`${label}\``);
          const iv = Buffer.from(stateText(state, 'iv'), 'base64');
          module.C_DecryptInit(session, gcm(library, iv, rootKeyId), key);
          const sealed = Buffer.from(stateText(state, 'sealed'), 'base64');
          return module.C_Decrypt(session, sealed, Buffer.alloc(MAX_SEALED_BYTES));
        }),
      notices: [
        `the root key is sealed under key \`${label}\` of token \`${token}\`: back the token up as its vendor says`,
      ],
    },
    random,
  );
}

const IV_BYTES = 12;
const TAG_BITS = 128;
const MAX_SEALED_BYTES = 256;
const MAX_PIN_BYTES = 256;

type Module = Library.PKCS11;

interface OpenToken {
  readonly library: typeof Library;
  readonly module: Module;
  readonly session: Library.Handle;
}

async function withToken<T>(options: Pkcs11Options, use: (open: OpenToken) => T): Promise<T> {
  const library = await loadLibrary();
  const pin = await readPin(options.pinFile);
  const module = new library.PKCS11();
  try {
    module.load(options.module);
    try {
      initialize(library, module);
      const slot = slotOf(module, options.token);
      const session = module.C_OpenSession(slot, library.CKF_SERIAL_SESSION | library.CKF_RW_SESSION);
      try {
        module.C_Login(session, library.CKU_USER, pin);
        return use({ library, module, session });
      } finally {
        module.C_CloseSession(session);
      }
    } finally {
      module.C_Finalize();
      module.close();
    }
  } catch (error) {
    if (error instanceof RootKeyAway || error instanceof RootKeyRefused) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new RootKeyAway(`token \`${options.token}\` cannot be used: ${why}`, { cause: error });
  }
}

/** The addon is optional: it is built on the machine, and most servers have no HSM. */
async function loadLibrary(): Promise<typeof Library> {
  try {
    const { default: library } = await import('pkcs11js');
    return library;
  } catch (error) {
    const message =
      '`--root-key pkcs11` needs the package pkcs11js with its addon: run `npm rebuild pkcs11js --ignore-scripts=false`';
    throw new RootKeyRefused('missing', message, { cause: error });
  }
}

function initialize(library: typeof Library, module: Module): void {
  module.C_Initialize({ flags: library.CKF_OS_LOCKING_OK });
}

function slotOf(module: Module, label: string): Library.Handle {
  const slot = module.C_GetSlotList(true).find(each => module.C_GetTokenInfo(each).label.trim() === label);
  if (slot === undefined) throw new RootKeyAway(`there is no token \`${label}\``);
  return slot;
}

function findKey(
  library: typeof Library,
  module: Module,
  session: Library.Handle,
  label: string,
): Library.Handle | undefined {
  module.C_FindObjectsInit(session, [
    { type: library.CKA_CLASS, value: library.CKO_SECRET_KEY },
    { type: library.CKA_KEY_TYPE, value: library.CKK_AES },
    { type: library.CKA_LABEL, value: label },
  ]);
  const found = module.C_FindObjects(session, 2);
  module.C_FindObjectsFinal(session);
  if (found.length > 1) throw new RootKeyRefused('malformed', `the token has more than one AES key \`${label}\``);
  return found[0];
}

function makeKey(library: typeof Library, module: Module, session: Library.Handle, label: string): Library.Handle {
  return module.C_GenerateKey(session, { mechanism: library.CKM_AES_KEY_GEN }, [
    { type: library.CKA_CLASS, value: library.CKO_SECRET_KEY },
    { type: library.CKA_LABEL, value: label },
    { type: library.CKA_VALUE_LEN, value: 32 },
    { type: library.CKA_TOKEN, value: true },
    { type: library.CKA_PRIVATE, value: true },
    { type: library.CKA_SENSITIVE, value: true },
    { type: library.CKA_EXTRACTABLE, value: false },
    { type: library.CKA_ENCRYPT, value: true },
    { type: library.CKA_DECRYPT, value: true },
  ]);
}

function gcm(library: typeof Library, iv: Buffer, rootKeyId: string): Library.Mechanism {
  const parameter: Library.AesGCM = {
    type: library.CK_PARAMS_AES_GCM_v240,
    iv,
    ivBits: iv.length * 8,
    aad: Buffer.from(`coffer root key ${rootKeyId}`),
    tagBits: TAG_BITS,
  };
  return { mechanism: library.CKM_AES_GCM, parameter };
}

async function readPin(path: string): Promise<string> {
  try {
    const { mode, size } = await stat(path);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new RootKeyRefused('unsafe', `the PIN in \`${path}\` is open to other users: run \`chmod 600 ${path}\``);
    }
    if (size > MAX_PIN_BYTES) throw new RootKeyRefused('malformed', `\`${path}\` is too long for a PIN`);
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (error instanceof RootKeyRefused) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new RootKeyRefused('missing', `cannot read the PIN from \`${path}\`: ${why}`, { cause: error });
  }
}
