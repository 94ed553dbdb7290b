import { handlerOf } from '../skeleton/handler.ts';
import { genericRotation } from './generic-rotation.ts';

/** SecretsManagerRotationTemplate */
export const handler = handlerOf(genericRotation);
