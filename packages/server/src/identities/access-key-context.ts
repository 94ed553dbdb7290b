/** What a sealed secret access key is bound to. */
export function accessKeyContext(accessKeyId: string): string {
  return `access-key ${accessKeyId}`;
}
