import { twoSlots } from '../api-keys/two-slots.ts';
import { handlerOf } from '../skeleton/handler.ts';
import { accessKeys } from './access-keys.ts';

/** CofferIAMAccessKeyRotation */
export const handler = handlerOf(world => twoSlots(accessKeys(world)));
