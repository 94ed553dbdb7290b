import type { OperationContract, ServiceContract } from '@coffer/wire';
import type { Operation, Service } from './operation.ts';

/**
 * A service whose operations are loaded when the first request asks for one of them. What a server's clients never use
 * then costs it no time at its start; the contract is there from the beginning, so that requests find their way.
 */
export function lazyService<C extends ServiceContract>(contract: C, load: () => Promise<Service<C>>): Service<C> {
  const loading: Loading = { loaded: undefined, load: async () => (await load()).operations };
  const operations = Object.entries(contract.operations).map(
    ([name, operation]) => [name, lazyOperation(loading, name, operation)] as const,
  );
  // One for each name of the contract, which is what the type says; each is typed by what it loads.
  return { contract, operations: Object.fromEntries(operations) as unknown as Service<C>['operations'] };
}

type Operations = Readonly<Record<string, Operation>>;

interface Loading {
  loaded: Operations | undefined;
  load(): Promise<Operations>;
}

function lazyOperation(loading: Loading, name: string, { isUnsigned }: OperationContract): Operation {
  async function operation(): Promise<Operation> {
    loading.loaded ??= await loading.load();
    const found = loading.loaded[name];
    if (found === undefined) throw new Error(`the service has no operation ${name}`);
    return found;
  }
  return {
    // Asked for after `load`, or when the request ended before it.
    parameters: input => loading.loaded?.[name]?.parameters(input),
    load: async (scope, input) => (await operation()).load(scope, input),
    ...(isUnsigned === true && {
      async identify(from, input) {
        const { identify } = await operation();
        if (identify === undefined) throw new Error(`${name} identifies nobody`);
        return identify(from, input);
      },
    }),
  };
}
