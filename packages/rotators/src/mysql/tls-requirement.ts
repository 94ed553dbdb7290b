import type { Row } from './connect.ts';
import { literal } from './connect.ts';

/** The `REQUIRE` clause of an account like the one of this row: `type`, `cipher`, `issuer`, `subject` of `mysql.user`. */
export function tlsRequirement(row: Row): string {
  switch (row.get('type')) {
    case 'ANY':
      return 'ssl';
    case 'X509':
      return 'x509';
    case 'SPECIFIED':
      return ['cipher', 'issuer', 'subject']
        .flatMap(name => (row.get(name) ? [`${name} ${literal(row.get(name) ?? '')}`] : []))
        .join(' and ');
    default:
      return 'none';
  }
}
