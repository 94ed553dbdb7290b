/** Drivers of Python, independent of those of Node.js: what both make of a server of the tests is no mistake of one. */
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

const PYTHON = '/usr/bin/python3';

/** Without loading it, which takes a second. */
const IS_THERE = 'import importlib.util, sys; sys.exit(importlib.util.find_spec(sys.argv[1]) is None)';

/** A driver: its module, and Debian's package. */
export type PythonDriver = 'pymssql' | 'pymongo';

const SCRIPTS: Readonly<Record<PythonDriver, string>> = {
  pymssql: `
import os, pymssql
as_text = {name: os.environ["DB_" + name.upper()] for name in ("user", "password", "port")}
cursor = pymssql.connect(server="127.0.0.1", database="shop", login_timeout=5, **as_text).cursor()
cursor.execute("select name from dbo.goods")
assert cursor.fetchall() == [("apples",)]
`,
  pymongo: `
import os, pymongo
login = {"username": os.environ["DB_USER"], "password": os.environ["DB_PASSWORD"]}
client = pymongo.MongoClient("127.0.0.1", int(os.environ["DB_PORT"]), serverSelectionTimeoutMS=5000, **login)
assert client.shop.command("find", "goods")["ok"] == 1
`,
};

/** For the `skip` option of tests: why the driver is not there, or false. Throws where nothing may be skipped. */
export function withoutPythonDriver(driver: PythonDriver): string | false {
  if (spawnSync(PYTHON, ['-c', IS_THERE, driver]).status === 0) return false;
  const reason = `\`${driver}\` is not installed (Debian: python3-${driver})`;
  if (process.env['CI'] === 'true') throw new Error(`${reason}; with CI=true nothing may be skipped`);
  return reason;
}

/** Logs in and reads; rejects with what the driver says when either is refused. */
export async function useByPython(driver: PythonDriver, port: number, user: string, password: string): Promise<void> {
  const env = { ...process.env, DB_PORT: String(port), DB_USER: user, DB_PASSWORD: password };
  await promisify(execFile)(PYTHON, ['-c', SCRIPTS[driver]], { env, timeout: 300_000 });
}
