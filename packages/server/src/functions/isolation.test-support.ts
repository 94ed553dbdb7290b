import { findIsolation } from './isolation.ts';

const found = await findIsolation(undefined);

/** Why tests of isolated functions are skipped; false where they run. */
export const WITHOUT_ISOLATION: string | false = 'reason' in found ? found.reason : false;
