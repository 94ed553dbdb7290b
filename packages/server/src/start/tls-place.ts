import { place } from '../backup/internal-places.ts';
import { TLS_CONTEXT } from './tls-store.ts';

/** The certificate authority's key and the server's lie here. */
export const TLS_PLACE = place('tls_material', 'sealed', 'id', () => TLS_CONTEXT);
