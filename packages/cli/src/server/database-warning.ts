/** What to tell of a database's address among the arguments: nothing, unless there is a password in it. */
export function databaseWarning(address: string): string | undefined {
  const url = URL.parse(address);
  if (url === null || (url.password === '' && !url.searchParams.has('password'))) return undefined;
  return (
    'the password in `--database` stands in the arguments, where other users of this machine can read it; ' +
    'put the address into the variable COFFER_DATABASE, or only the password into PGPASSWORD'
  );
}
