export type Attributes = Readonly<Record<string, string>>

/** The namespaces of feeds, and this reader's prefix for the elements of each. */
const known: ReadonlyMap<string, string> = new Map([
  ['http://www.w3.org/2005/atom', 'atom'],
  // Atom 0.3
  ['http://purl.org/atom/ns#', 'atom'],
  // RSS 1.0 and RSS 0.90, whose items are in an RDF element.
  ['http://purl.org/rss/1.0', 'rss'],
  ['http://my.netscape.com/rdf/simple/0.9', 'rss'],
  ['http://www.w3.org/1999/02/22-rdf-syntax-ns#', 'rdf'],
  ['http://purl.org/rss/1.0/modules/content', 'content'],
  ['http://purl.org/dc/elements/1.1', 'dc'],
  ['http://purl.org/dc/terms', 'dcterms'],
  ['http://www.itunes.com/dtds/podcast-1.0.dtd', 'itunes'],
  ['http://www.google.com/schemas/play-podcasts/1.0', 'googleplay'],
  ['http://search.yahoo.com/mrss', 'media'],
  ['http://www.w3.org/1999/xhtml', 'xhtml'],
])

/** The meanings of the prefixes around an element. */
export type Scope = ReadonlyMap<string, string>

/** The prefix of a namespace is up to the document, and to each of its elements (XML Namespaces §3). */
export function scopeOf(attributes: Attributes, outer: Scope): Scope {
  let scope: Map<string, string> | undefined
  for (const name in attributes) {
    if (!name.startsWith('xmlns:')) continue
    const namespace = (attributes[name] ?? '').trim().toLowerCase().replace(/\/$/, '')
    scope ??= new Map(outer)
    const prefix = name.slice('xmlns:'.length)
    scope.set(prefix, known.get(namespace) ?? prefix)
  }
  return scope ?? outer
}

/** The root of a feed, and the prefix that its own elements are known by. */
export type FeedRoot = {
  readonly kind: 'rss' | 'atom' | 'rdf'
  readonly own: string
}

/** Undefined when the root is not that of a feed. Without namespaces, names are taken literally. */
export function readRoot(written: string): FeedRoot | undefined {
  const [prefix, local] = written.includes(':') ? written.split(':', 2) : [undefined, written]
  if (written === 'rss') return { kind: 'rss', own: 'rss' }
  if (local === 'RDF') return { kind: 'rdf', own: 'rss' }
  return local === 'feed' ? { kind: 'atom', own: prefix ?? 'atom' } : undefined
}

/** An element's name with the prefix it is known by, and without that of the feed's own elements. */
export function nameIn(root: FeedRoot | undefined, scope: Scope, written: string): string {
  const at = written.indexOf(':')
  if (at <= 0) return written
  const prefix = written.slice(0, at)
  const local = written.slice(at + 1)
  const known = scope.get(prefix) ?? prefix
  const isOwn = prefix === root?.own || known === (root?.kind === 'atom' ? 'atom' : 'rss')
  return isOwn ? local : `${known}:${local}`
}
