import { lambda } from '@coffer/wire/services';
import { defineWrite } from '../../pipeline/operation.ts';
import { changeFunction, checkRevision, newRunRevision } from './change-function.ts';
import { objectRequest, readCode } from './code.ts';
import { showFunction } from './configuration.ts';
import { existing, functionRequest, loadFunction } from './load-function.ts';
import { refuseVariables } from './elsewhere.ts';
import type { LambdaParts } from './parts.ts';
import { configurationIn } from './rows.ts';
import { openEnvironment } from './sealing.ts';
import { deleteBlob, insertBlob } from './store.ts';
import { functionTrail, responseOf } from './trail.ts';
import { refuseUnsupported } from './unsupported.ts';

const contract = lambda.operations.UpdateFunctionCode;

/** UpdateFunctionCode: other code, in force with the next invocation. With DryRun it only says whether it would be. */
export function makeUpdateFunctionCode(parts: LambdaParts) {
  return defineWrite(contract, {
    load: loadFunction,
    access: (scope, input, loaded) => [functionRequest('UpdateFunctionCode', loaded), ...objectRequest(scope, input)],
    async prepare(scope, input, loaded) {
      const meant = existing(scope, loaded, input);
      checkRevision(meant.row, input.RevisionId, 'GetFunction/GetAlias');
      refuseUnsupported(input);
      const code = await readCode(parts, meant.arn, input);
      const { environment } = meant.row;
      refuseVariables(code.row, environment === null ? 0 : openEnvironment(parts.keyring, meant.arn, environment).size);
      const { Architectures } = input;
      const configuration =
        Architectures === undefined
          ? meant.row.configuration
          : JSON.stringify({ ...configurationIn(meant.row), Architectures });
      return { ...meant, code, change: { ...newRunRevision(scope.now), ...code.row, configuration } };
    },
    async handle(_scope, writer, input, _loaded, { row: before, arn, code, change }) {
      if (input.DryRun === true) return showFunction(parts.keyring, { row: { ...before, ...code.row }, arn });
      const row = await changeFunction(writer, before, change);
      await deleteBlob(writer, before.code_id);
      await insertBlob(writer, { functionArn: arn, id: row.code_id }, code.parts);
      parts.functions.started()?.retire(arn);
      return showFunction(parts.keyring, { row, arn });
    },
    trail: { ...functionTrail, response: responseOf(contract) },
  });
}
