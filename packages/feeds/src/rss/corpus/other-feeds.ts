import { feedOf, type OwnFeed, type Expected, type Variant } from './own-feed.ts'

const rdf = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#'
const about = 'https://news.example/tide'
const itemXml = '<title>Tide &amp;amp; Time</title><link>https://news.example/tide</link>'
const words = '<description>The ferry left at six.</description>'
const date = '<dc:date>2026-03-01T09:00:00Z</dc:date>'

const rdfItems: readonly Variant[] = [
  ['all that is usual', `${itemXml}${words}${date}`],
  ['no link but its name', `<title>Tide &amp;amp; Time</title>${words}${date}`],
  [
    'content:encoded',
    `${itemXml}${date}<content:encoded><![CDATA[<p>The ferry left at six.</p>]]></content:encoded>`,
  ],
  [
    'dcterms:modified',
    `${itemXml}${words}<dcterms:modified>2026-03-01T09:00:00Z</dcterms:modified>`,
  ],
  ['no date', `${itemXml}${words}`, { at: undefined }],
]
const modules =
  'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
const rdfFeed = (item: string, namespace: string) =>
  `<rdf:RDF xmlns:rdf="${rdf}" xmlns="${namespace}" ${modules}><channel rdf:about="https://news.example/"><title>News</title><link>https://news.example/</link></channel><item rdf:about="${about}">${item}</item></rdf:RDF>`

const json = (item: object, version = '1.1') => {
  const usual = {
    id: '1',
    url: about,
    title: 'Tide & Time',
    date_published: '2026-03-01T09:00:00Z',
  }
  const own = Object.fromEntries(
    Object.entries({ ...usual, ...item }).filter(([, value]) => value !== null),
  )
  return JSON.stringify({
    version: `https://jsonfeed.org/version/${version}`,
    title: 'News',
    items: [own],
  })
}
const html = { content_html: '<p>The ferry left <b>at six</b>.</p>' }
const jsonItems: readonly (readonly [string, object, Partial<Expected>?])[] = [
  ['HTML', html],
  ['text', { content_text: 'The ferry left at six.' }],
  ['HTML and text', { ...html, content_text: 'Something else' }],
  ['a summary alone', { summary: 'The ferry left at six.' }],
  ['a summary beside a text', { ...html, summary: 'The ferry' }],
  ['an external address alone', { ...html, url: null, external_url: about }],
  ['an external address beside its own', { ...html, external_url: 'https://o.example/' }],
  [
    'date_modified alone',
    { ...html, date_published: null, date_modified: '2026-03-01T10:00:00+01:00' },
  ],
  ['no date', { ...html, date_published: null }, { at: undefined }],
  [
    'an attachment and no address',
    { ...html, url: null, attachments: [{ url: `${about}.mp3`, mime_type: 'audio/mpeg' }] },
    { url: `${about}.mp3` },
  ],
  ['tags and authors', { ...html, tags: ['a', 'b'], authors: [{ name: 'Ann' }] }],
  ['a number as id', { ...html, id: 1 }],
  ['no title', { ...html, title: null }, { title: '' }],
]

const coded = (declared: string, text: string) =>
  `${declared}<rss version="2.0"><channel><title>N</title><item><title>Tide &amp;amp; Time</title><link>${about}</link><pubDate>Sun, 01 Mar 2026 09:00:00 GMT</pubDate><description>${text}</description></item></channel></rss>`
const latin = { words: 'Café “at six”' }
/** Windows-1252 has the quotation marks where Latin-1 has controls. */
const windows = (text: string) =>
  Buffer.from(text.replaceAll('“', '\u0093').replaceAll('”', '\u0094'), 'latin1')
const xml = (charset: string) => `<?xml version="1.0" encoding="${charset}"?>`

export const otherFeeds: readonly OwnFeed[] = [
  ...rdfItems.map(([what, item, says]) =>
    feedOf(`RSS 1.0, ${what}`, rdfFeed(item, 'http://purl.org/rss/1.0/'), says),
  ),
  ...rdfItems.map(([what, item, says]) =>
    feedOf(`RSS 0.90, ${what}`, rdfFeed(item, 'http://my.netscape.com/rdf/simple/0.9/'), says),
  ),
  ...['1', '1.1'].flatMap((version) =>
    jsonItems.map(([what, item, says]) =>
      feedOf(`JSON Feed ${version}, ${what}`, json(item, version), says),
    ),
  ),
  feedOf('JSON with a byte order mark', `\ufeff${json(html)}`),
  feedOf('UTF-8, declared', coded(xml('utf-8'), latin.words), latin),
  feedOf('UTF-8 with a byte order mark', `\ufeff${coded('', latin.words)}`, latin),
  feedOf('UTF-8 that its header calls Latin-1', coded('', latin.words), latin, {
    'content-type': 'text/xml; charset=iso-8859-1',
  }),
  feedOf('windows-1252, declared', windows(coded(xml('windows-1252'), latin.words)), latin),
  feedOf(
    'windows-1252, declared as Latin-1',
    windows(coded(xml('iso-8859-1'), latin.words)),
    latin,
  ),
  feedOf('windows-1252, not declared', windows(coded('', latin.words)), latin),
  feedOf('windows-1252, declared as UTF-8', windows(coded(xml('utf-8'), latin.words)), latin),
  feedOf(
    'windows-1251, declared',
    Buffer.from([
      ...Buffer.from(coded(xml('windows-1251'), '@').split('@')[0] ?? ''),
      0xcf,
      0xee,
      ...Buffer.from(coded('', '@').split('@')[1] ?? ''),
    ]),
    { words: 'По' },
  ),
  feedOf(
    'windows-1251, declared after an empty line',
    Buffer.from([
      10,
      ...Buffer.from(coded(xml('windows-1251'), '@').split('@')[0] ?? ''),
      0xcf,
      0xee,
      ...Buffer.from(coded('', '@').split('@')[1] ?? ''),
    ]),
    { words: 'По' },
  ),
  feedOf(
    'UTF-16 with a byte order mark',
    Buffer.from(`\ufeff${coded(xml('utf-16'), latin.words)}`, 'utf16le'),
    latin,
  ),
]
