import { twoSlots } from '../api-keys/two-slots.ts';
import { handlerOf } from '../skeleton/handler.ts';
import { httpKeys } from './http-keys.ts';

/** CofferHTTPAPIKeyRotation */
export const handler = handlerOf(world => twoSlots(httpKeys(world)));
