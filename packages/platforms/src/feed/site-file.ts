/** A file below the site's address, whether that ends in a slash or not. */
export function siteFile(siteUrl: string, file: string): string {
  const url = new URL(siteUrl)
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${file}`
  url.search = url.hash = ''
  return url.href
}
