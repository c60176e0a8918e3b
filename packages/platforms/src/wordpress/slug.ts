const titleMax = 60

/**
 * The title for people, the marker for us. Only what WordPress leaves as it is: it makes slugs
 * lower case, and other scripts become percent signs.
 */
export function slugOf(title: string, marker: string): string {
  const words = title
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, titleMax)
    .replace(/^-+|(?<!-)-+$/g, '')
  return `${words || 'post'}-${marker}`
}

/**
 * Everything our slug may have become: WordPress adds a number to one that is taken, and renames
 * what goes to the trash, where a look by the plain slug would find nothing.
 */
export function slugsToLookFor(slug: string): string[] {
  return [slug, `${slug}-2`, `${slug}-3`].flatMap((name) => [name, `${name}__trashed`])
}
