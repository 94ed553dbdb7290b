const BEGIN = '-----BEGIN CERTIFICATE-----';
const END = '-----END CERTIFICATE-----';

/**
 * The certificates of a PEM file and nothing else: a certificate of one's own may lie in one file with its private key,
 * and functions read what they get.
 */
export function publicCertificates(pem: string): string {
  let found = '';
  for (let at = pem.indexOf(BEGIN); at !== -1; at = pem.indexOf(BEGIN, at + BEGIN.length)) {
    const end = pem.indexOf(END, at);
    if (end === -1) return found;
    found += `${pem.slice(at, end + END.length)}\n`;
  }
  return found;
}
