import { Redacted } from '@coffer/wire';
import type { Keyring } from '../keys/keyring.ts';
import type { Database, Reader } from '../storage/database.ts';
import { sql } from '../storage/sql.ts';
import type { TlsMaterial, TlsStore } from '../transport/tls-material.ts';

/** What the sealed material is bound to. */
export const TLS_CONTEXT = 'tls-material';

/** The certificate authority and the server's certificate in the database, sealed under the internal key. */
export function tlsStore(database: Database, keyring: Keyring): TlsStore {
  async function read(reader: Reader): Promise<{ revision: number; material: TlsMaterial } | undefined> {
    const row = await reader.get<{ revision: number; sealed: Uint8Array }>(sql`
      select revision, sealed
      from tls_material
      where id = 1`);
    return row && { revision: row.revision, material: openTlsMaterial(keyring, row.sealed) };
  }

  return {
    load: async () => (await database.read(read))?.material,
    save: (material, replaced) => {
      const sealed = seal(keyring, material);
      return database.write(async writer => {
        const stored = await read(writer);
        if (stored === undefined && replaced === undefined) {
          await writer.run(sql`
            insert into tls_material (id, revision, sealed)
            values (1, 1, ${sealed})
            on conflict (id) do nothing`);
        } else if (stored !== undefined && stored.material.certificate === replaced?.certificate) {
          await writer.run(sql`
            update tls_material
            set revision = ${stored.revision + 1}, sealed = ${sealed}
            where id = 1 and revision = ${stored.revision}`);
        }
        return (await read(writer))?.material ?? material;
      });
    },
  };
}

interface Sealed {
  readonly authorityCertificate: string;
  readonly authorityKey: string;
  readonly certificate: string;
  readonly key: string;
}

function seal(keyring: Keyring, material: TlsMaterial): Buffer {
  const plain: Sealed = {
    authorityCertificate: material.authorityCertificate,
    authorityKey: material.authorityKey.unwrap(),
    certificate: material.certificate,
    key: material.key.unwrap(),
  };
  return keyring.sealInternal(TLS_CONTEXT, Buffer.from(JSON.stringify(plain), 'utf8'));
}

/** Opens what is stored. Throws `UnreadableBlob`. */
export function openTlsMaterial(keyring: Pick<Keyring, 'openInternal'>, sealed: Uint8Array): TlsMaterial {
  // What `seal` wrote, authenticated.
  const plain = JSON.parse(keyring.openInternal(TLS_CONTEXT, sealed).unwrap().toString('utf8')) as Sealed;
  return {
    authorityCertificate: plain.authorityCertificate,
    authorityKey: new Redacted(plain.authorityKey),
    certificate: plain.certificate,
    key: new Redacted(plain.key),
  };
}
