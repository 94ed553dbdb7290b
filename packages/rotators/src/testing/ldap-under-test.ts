/** A real OpenLDAP for tests: Debian's slapd, run in a temporary folder. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'ldapts';
import type { CertificateFiles } from './certificates.ts';
import { removeFolder, serverFolder, startDaemon } from './daemon.ts';
import type { DatabaseUnderTest } from './database-under-test.ts';
import { freePort } from '../../../server/src/testing/free-port.ts';

const BASE = 'dc=example,dc=org';

/** A directory whose entries may read each other and change their own passwords. */
export interface LdapUnderTest extends DatabaseUnderTest {
  /** Names of the members of the group that `makeUser` puts everybody into. */
  members(): Promise<readonly string[]>;
}

/**
 * Starts it: half a second.
 *
 * @param tls with what it certifies itself at `port`; applications of the test go to another one then
 */
export async function ldapUnderTest(tls?: CertificateFiles): Promise<LdapUnderTest> {
  const folder = await serverFolder('ldap');
  const port = await freePort();
  const administrator = { username: `cn=administrator,${BASE}`, password: randomBytes(12).toString('hex') };
  const config = join(folder, 'slapd.conf');
  await mkdir(join(folder, 'data'), { mode: 0o777 });
  await promisify(execFile)('chmod', ['777', join(folder, 'data')]);
  await writeFile(config, configuration(folder, administrator, tls));
  const url = `ldap://127.0.0.1:${port}`;
  const asAdministrator = async <T>(work: (client: Client) => Promise<T>): Promise<T> => {
    const client = new Client({ url, connectTimeout: 5_000 });
    try {
      await client.bind(administrator.username, administrator.password);
      return await work(client);
    } finally {
      await client.unbind().catch(() => undefined);
    }
  };
  const tlsPort = tls === undefined ? undefined : await freePort();
  const urls = tlsPort === undefined ? `${url}/` : `${url}/ ldaps://127.0.0.1:${tlsPort}/`;
  const daemon = await startDaemon('slapd', ['-f', config, '-h', urls, '-d', '0'], folder, async () => {
    await asAdministrator(client => client.search('', { scope: 'base' }));
    return true;
  });
  await asAdministrator(async client => {
    await client.add(BASE, { objectClass: ['dcObject', 'organization'], dc: 'example', o: 'Example' });
    await client.add(`ou=apps,${BASE}`, { objectClass: 'organizationalUnit', ou: 'apps' });
    const group = { objectClass: 'groupOfNames', cn: 'readers', member: administrator.username };
    await client.add(`cn=readers,${BASE}`, group);
  });
  return {
    port: tlsPort ?? port,
    administrator,
    async makeUser(name, password) {
      const uid = `u${randomBytes(3).toString('hex')}${name}`;
      const dn = `uid=${escapeValue(uid)},ou=apps,${BASE}`;
      const { Attribute, Change } = await import('ldapts');
      await asAdministrator(async client => {
        const objectClass = ['account', 'simpleSecurityObject'];
        await client.add(dn, { objectClass, uid, userPassword: password, description: 'an application' });
        const modification = new Attribute({ type: 'member', values: [dn] });
        await client.modify(`cn=readers,${BASE}`, new Change({ operation: 'add', modification }));
      });
      return dn;
    },
    async use(username, password) {
      const client = new Client({ url, connectTimeout: 5_000 });
      try {
        await client.bind(username, password);
        const { searchEntries } = await client.search(username, { scope: 'base', attributes: ['description'] });
        if (searchEntries[0]?.['description'] !== 'an application') throw new Error('the entry is another one');
      } finally {
        await client.unbind().catch(() => undefined);
      }
    },
    members: () =>
      asAdministrator(async client => {
        const { searchEntries } = await client.search(`cn=readers,${BASE}`, { scope: 'base', attributes: ['member'] });
        return [searchEntries[0]?.['member'] ?? []].flat().map(String);
      }),
    async [Symbol.asyncDispose]() {
      await daemon.kill();
      await removeFolder(folder);
    },
  };
}

function configuration(
  folder: string,
  { username, password }: { username: string; password: string },
  tls: CertificateFiles | undefined,
): string {
  return [
    ...(tls === undefined ? [] : [`TLSCertificateFile ${tls.certificateFile}`, `TLSCertificateKeyFile ${tls.keyFile}`]),
    ...['core', 'cosine', 'inetorgperson'].map(schema => `include /etc/ldap/schema/${schema}.schema`),
    'modulepath /usr/lib/ldap',
    'moduleload back_mdb',
    'database mdb',
    `suffix "${BASE}"`,
    `rootdn "${username}"`,
    `rootpw ${password}`,
    `directory ${join(folder, 'data')}`,
    'maxsize 33554432',
    'dbnosync',
    'access to attrs=userPassword by self =xw by anonymous auth by * none',
    'access to * by users read',
    '',
  ].join('\n');
}

/** Source: RFC 4514, section 2.4. */
function escapeValue(value: string): string {
  return [...value].map(letter => ('"+,;<>\\'.includes(letter) ? `\\${letter}` : letter)).join('');
}
