const uriBytesMax = 8_000

/** An address as it may stand in a facet: of the web, absolute, without spaces or characters outside ASCII. */
export function facetUri(address: string): string | undefined {
  if (!/^https?:\/\//i.test(address)) return undefined
  const uri = URL.parse(address)?.href
  return uri !== undefined && uri.length <= uriBytesMax ? uri : undefined
}
