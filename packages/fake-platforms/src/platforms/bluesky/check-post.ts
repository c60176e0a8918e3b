const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })
const graphemesMax = 300
const bytesMax = 3_000

export const isTid = (rkey: unknown): rkey is string =>
  typeof rkey === 'string' && /^[234567a-j][234567a-z]{12}$/.test(rkey)

/** Violations of the lexicon of `app.bsky.feed.post` in a record. */
export function checkPost(record: unknown): string | undefined {
  const post = { ...(record as Record<string, unknown>) }
  if (post['$type'] !== 'app.bsky.feed.post') return 'Record/$type must be app.bsky.feed.post'
  return checkText(post['text']) ?? checkCreatedAt(post['createdAt']) ?? checkFacets(post['facets'])
}

function checkText(text: unknown): string | undefined {
  if (typeof text !== 'string') return 'Record/text must be a string'
  if (Buffer.byteLength(text) > bytesMax) return `Record/text must not be longer than ${bytesMax}`
  if ([...graphemes.segment(text)].length <= graphemesMax) return undefined
  return `Record/text must not be longer than ${graphemesMax} graphemes`
}

function checkCreatedAt(at: unknown): string | undefined {
  if (typeof at === 'string' && /^\d{4}-\d\d-\d\dT/.test(at) && !Number.isNaN(Date.parse(at)))
    return undefined
  return 'Record/createdAt must be a valid atproto datetime'
}

type Facet = { index?: { byteStart?: number; byteEnd?: number }; features?: Feature[] }
type Feature = { $type?: string; uri?: string; tag?: string }

function checkFacets(facets: unknown): string | undefined {
  if (facets === undefined) return undefined
  if (!Array.isArray(facets)) return 'Record/facets must be an array'
  const bad = (facets as Facet[]).findIndex((facet) => !isFacet(facet))
  return bad < 0 ? undefined : `Record/facets/${bad} must be a valid facet`
}

function isFacet({ index, features }: Facet): boolean {
  const slice = Number.isInteger(index?.byteStart) && Number.isInteger(index?.byteEnd)
  return slice && Array.isArray(features) && features.every(isFeature)
}

function isFeature({ $type, uri, tag }: Feature): boolean {
  if ($type === 'app.bsky.richtext.facet#link') return /^\w+:(\/\/)?[^\s/]\S*$/.test(uri ?? '')
  if ($type !== 'app.bsky.richtext.facet#tag') return true
  return tag !== undefined && [...graphemes.segment(tag)].length <= 64
}
