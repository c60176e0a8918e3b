const titleMax = 60

/**
 * The title for people, the marker for us. Only characters that WordPress leaves alone: it makes slugs lower case, and
 * other scripts become percent signs.
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
 * Every slug that ours may have become: WordPress adds a number to one that is taken, and renames posts in the trash,
 * where a search by the plain slug would find nothing.
 */
export function slugsToLookFor(slug: string): string[] {
  return [slug, `${slug}-2`, `${slug}-3`].flatMap((name) => [name, `${name}__trashed`])
}
