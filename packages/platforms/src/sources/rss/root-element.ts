type Attributes = Readonly<Record<string, string>>

/** The root of a feed, and the prefixes that its own elements may have in this document. */
export interface FeedRoot {
  kind: 'rss' | 'atom' | 'rdf'
  prefixes: ReadonlySet<string>
}

/** RSS 1.0 and RSS 0.90, whose items are in an RDF element. */
const rdfFeeds = ['http://purl.org/rss/1.0/', 'http://my.netscape.com/rdf/simple/0.9/']
const atom = 'http://www.w3.org/2005/Atom'

/**
 * Undefined when the root is not that of a feed. Which prefix a namespace has is up to the document
 * (XML Namespaces §3): `<atom:feed>` is `<feed>`. Without namespaces, names are taken as they are.
 */
export function readRoot(name: string, attributes: Attributes): FeedRoot | undefined {
  const [prefix, local] = name.includes(':') ? name.split(':', 2) : [undefined, name]
  if (name === 'rss') return { kind: 'rss', prefixes: new Set() }
  if (local === 'RDF') return { kind: 'rdf', prefixes: prefixesOf(attributes, rdfFeeds) }
  if (local !== 'feed') return undefined
  const prefixes = prefixesOf(attributes, [atom])
  return { kind: 'atom', prefixes: prefix === undefined ? prefixes : prefixes.add(prefix) }
}

/** An element's name without the prefix of the feed's own namespace. */
export function nameIn(root: FeedRoot | undefined, name: string): string {
  const at = name.indexOf(':')
  return at > 0 && root?.prefixes.has(name.slice(0, at)) ? name.slice(at + 1) : name
}

const prefixesOf = (attributes: Attributes, namespaces: readonly string[]): Set<string> =>
  new Set(
    Object.entries(attributes)
      .filter(([name, value]) => name.startsWith('xmlns:') && namespaces.includes(value.trim()))
      .map(([name]) => name.slice('xmlns:'.length)),
  )
