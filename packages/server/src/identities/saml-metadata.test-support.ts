/** Metadata of a SAML identity provider, for tests. Its private key exists no more. */
export const CERTIFICATE = [
  'MIIDFzCCAf+gAwIBAgIUSLhWCLN0SFDVWlpwdlSbd+cwgEswDQYJKoZIhvcNAQELBQAwGjEYMBYGA1UEAwwPaWRwLmV4YW1wbGUu',
  'Y29tMCAXDTI2MTEyMjAzMDAzOFoYDzIxMjYxMDI5MDMwMDM4WjAaMRgwFgYDVQQDDA9pZHAuZXhhbXBsZS5jb20wggEiMA0GCSqG',
  'SIb3DQEBAQUAA4IBDwAwggEKAoIBAQCZqgKqirHlbkZQKsiaG23Dzwg246YnZCochHj3M5BFmftVNMJUaP6yANhKJ5wWXkt3h1sw',
  'xha0JLvHcm965qYHAHLVggnpvuVBSIATUhJ241qQ8hZseuDguqk5nbPHXp0108N6J26Z6rI08mMQScnIzx9suW2QomqJgIjvwIo/',
  'CJ22TCdytksLA4BAe26VekvGgy82O6uWUVKZJkz+AgQQHUWGvFl7Cytr6KGpmFqHEDZPWrto8QAXCIHzJmFDUF0OweaRsFSWHwjE',
  'QCUeOHE+EjZ2C9BR/peNpvtDGIlsvUSwjO/SH1Aw3soeX3qBwmVEzjEIo53lUyrIb3fvVAGrAgMBAAGjUzBRMB0GA1UdDgQWBBTw',
  'Hl+V+/2FM00JqEebq2lAMM5t8jAfBgNVHSMEGDAWgBTwHl+V+/2FM00JqEebq2lAMM5t8jAPBgNVHRMBAf8EBTADAQH/MA0GCSqG',
  'SIb3DQEBCwUAA4IBAQBSCqPwifRcbm7t5euXFPxjwSHsOQXt1riXms8K8eA0kT1zRfRgs46gQPC2rX8MFd/WGeB708XEKQEp/66X',
  'U2Apmkp99nZ9xtGjA/ZeVFVE6Yca8zeFCqo2GRYDUe9LhhncNHu5WCBzbrHvycI707Qc1X0C2sEVjFNrFYfMBoYvuBcuXsLF5g7K',
  'j0gHG21lyu5lsvAl9OBeNSHybIht3RJgif/u06B388SnNs3gzv8HrexEYwtPFLDos4Z6otdMSWqe6uTyk/mL1XnRDbo5XsTJOphE',
  'IfIj0tGj16te7Krs/nKmbO9Y20fvLc6wyiaOA+q+HxPb7A0XvplA+7UYv3rH',
].join('');

/** The metadata; `more` are attributes of its outermost element. */
export function samlMetadata(more = ''): string {
  return `<?xml version="1.0"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com/saml"${more}>
  <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:KeyDescriptor use="signing">
      <ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
        <ds:X509Data><ds:X509Certificate>
          ${CERTIFICATE}
        </ds:X509Certificate></ds:X509Data>
      </ds:KeyInfo>
    </md:KeyDescriptor>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example.com/sso"/>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>`;
}
