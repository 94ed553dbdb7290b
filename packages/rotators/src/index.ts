/** Coffer's built-in rotation functions. */
export {};
