/** The longest URL of a provider. Source: the API model. */
const MAX_URL = 255;
const SCHEME = 'https://';

/**
 * A provider's URL without its scheme, which is how ARNs and condition keys name it; undefined for what is no such URL: it
 * begins with `https://`, and has no query, fragment or credentials. A port may be there, which AWS advises against:
 * issuers within a company have them.
 */
export function providerOfUrl(url: string): string | undefined {
  if (url.length > MAX_URL || !url.startsWith(SCHEME) || !URL.canParse(url)) return undefined;
  const rest = url.slice(SCHEME.length);
  // Only what can stand in an ARN; `new URL` would mend the rest.
  return /^[\w.:/~%+,=-]+$/.test(rest) && new URL(url).href.startsWith(url) ? rest : undefined;
}
