import { feedOf, type OwnFeed, type Variant } from './own-feed.ts'

const id = '<id>urn:1</id>'
const title = '<title>Tide &amp; Time</title>'
const link = '<link href="https://news.example/tide"/>'
const words =
  '<content type="html">&lt;p&gt;The ferry left &lt;b&gt;at six&lt;/b&gt;.&lt;/p&gt;</content>'
const date = '<published>2026-03-01T09:00:00Z</published>'
const rest = `${id}${title}${link}${date}`
const base64 = (text: string) => Buffer.from(text).toString('base64')
const xhtml =
  '<div xmlns="http://www.w3.org/1999/xhtml"><p>The ferry left<br/> <b>at six</b>.</p></div>'

const entries: readonly Variant[] = [
  ['all that is usual', `${rest}${words}`],
  ['content as text', `${rest}<content>The ferry left at six.</content>`],
  ['content as text, said to be', `${rest}<content type="text">The ferry left at six.</content>`],
  ['content as XHTML', `${rest}<content type="xhtml">${xhtml}</content>`],
  [
    'content as XHTML by a prefix',
    `${rest}<content type="xhtml"><h:div xmlns:h="http://www.w3.org/1999/xhtml"><h:p>The ferry left<h:br/> at six.</h:p></h:div></content>`,
  ],
  [
    'content of a MIME type',
    `${rest}<content type="text/html">&lt;p&gt;The ferry left at six.&lt;/p&gt;</content>`,
  ],
  [
    'content as plain text of a MIME type',
    `${rest}<content type="text/plain">The ferry left at six.</content>`,
  ],
  [
    'content in base64',
    `${rest}<content type="application/octet-stream">${base64('<p>The ferry left at six.</p>')}</content>`,
  ],
  [
    'content in base64 on lines',
    `${rest}<content type="application/octet-stream">\n ${base64('<p>The ferry').slice(0, 8)}\n ${base64('<p>The ferry left at six.</p>').slice(8)}\n</content>`,
  ],
  [
    'a picture in base64 beside a summary',
    `${rest}<summary>The ferry left at six.</summary><content type="image/png">iVBORw0KGgoAAAANSUhEUgAA</content>`,
  ],
  ['a summary alone', `${rest}<summary>The ferry left at six.</summary>`],
  [
    'a summary as HTML',
    `${rest}<summary type="html">&lt;p&gt;The ferry left at six.&lt;/p&gt;</summary>`,
  ],
  ['a summary before content', `${rest}<summary>The ferry</summary>${words}`],
  ['a summary after content', `${rest}${words}<summary>The ferry</summary>`],
  [
    'title as HTML',
    `${id}<title type="html">Tide &amp;amp; &lt;b&gt;Time&lt;/b&gt;</title>${link}${date}${words}`,
  ],
  [
    'title as XHTML',
    `${id}<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Tide &amp; <b>Time</b></div></title>${link}${date}${words}`,
  ],
  ['title in CDATA', `${id}<title><![CDATA[Tide & Time]]></title>${link}${date}${words}`],
  [
    'link said to be alternate',
    `${id}${title}<link rel="alternate" type="text/html" href="https://news.example/tide"/>${date}${words}`,
  ],
  [
    'link after others',
    `${id}${title}<link rel="self" href="/api/1"/><link rel="edit" href="/edit/1"/>${link}${date}${words}`,
  ],
  [
    'link before others',
    `${id}${title}${link}<link rel="related" href="https://o.example/"/>${date}${words}`,
  ],
  [
    'two alternate links',
    `${id}${title}${link}<link rel="alternate" type="application/json" href="/tide.json"/>${date}${words}`,
  ],
  ['link relative to the feed', `${id}${title}<link href="/tide"/>${date}${words}`],
  [
    'link relative to a base',
    `${id}${title}<link xml:base="https://news.example/" href="tide"/>${date}${words}`,
  ],
  [
    'an enclosure and no link',
    `${id}${title}<link rel="enclosure" type="audio/mpeg" href="https://news.example/tide.mp3"/>${date}${words}`,
    { url: 'https://news.example/tide.mp3' },
  ],
  [
    'an enclosure beside a link',
    `${rest}<link rel="enclosure" href="https://news.example/tide.mp3"/>${words}`,
  ],
  [
    'content from elsewhere',
    `${id}${title}${date}<content type="video/mp4" src="https://news.example/tide.mp4"/><summary>The ferry left at six.</summary>`,
    { url: 'https://news.example/tide.mp4' },
  ],
  ['no link', `${id}${title}${date}${words}`, { url: undefined }],
  ['updated alone', `${id}${title}${link}<updated>2026-03-01T10:00:00+01:00</updated>${words}`],
  ['updated without a zone', `${id}${title}${link}<updated>2026-03-01T09:00:00</updated>${words}`],
  [
    'media:group',
    `${rest}<media:group><media:title>x</media:title><media:description>The ferry left at six.</media:description></media:group>`,
  ],
  [
    'a source',
    `${rest}${words}<source><id>urn:2</id><title>Other</title><link href="https://o.example/"/><updated>2020-01-01T00:00:00Z</updated></source>`,
  ],
  ['an author', `${rest}${words}<author><name>Ann</name><uri>https://ann.example/</uri></author>`],
]

const media = 'xmlns:media="http://search.yahoo.com/mrss/"'
const top = '<id>urn:0</id><title>News</title><updated>2026-03-01T09:00:00Z</updated>'
const atom = (entry: string) =>
  `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" ${media}>${top}<entry>${entry}</entry></feed>`

/** The feed's own elements by a prefix; those of XHTML keep theirs. */
const prefixed = (text: string) =>
  text.replace(
    /<(\/?)(id|title|link|content|summary|published|updated|source|author|name|uri|entry|feed)\b/g,
    '<$1a:$2',
  )

const old: readonly Variant[] = [
  ['issued', '<issued>2026-03-01T09:00:00Z</issued>'],
  ['modified', '<modified>2026-03-01T09:00:00Z</modified>'],
  ['created', '<created>2026-03-01T09:00:00Z</created>'],
]
const oldContents: readonly Variant[] = [
  [
    'escaped',
    '<content type="text/html" mode="escaped">&lt;p&gt;The ferry left at six.&lt;/p&gt;</content>',
  ],
  [
    'in CDATA',
    '<content type="text/html" mode="escaped"><![CDATA[<p>The ferry left at six.</p>]]></content>',
  ],
  ['as XML', `<content type="application/xhtml+xml" mode="xml">${xhtml}</content>`],
  [
    'in base64',
    `<content type="text/html" mode="base64">${base64('<p>The ferry left at six.</p>')}</content>`,
  ],
  ['as text', '<content type="text/plain">The ferry left at six.</content>'],
  [
    'as text in base64',
    `<content type="text/plain" mode="base64">${base64('The ferry left at six.')}</content>`,
  ],
]
const oldFeed = (entry: string) =>
  `<?xml version="1.0"?><feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>News</title><modified>2026-03-01T09:00:00Z</modified><entry>${id}${title}<link rel="alternate" type="text/html" href="https://news.example/tide"/>${entry}</entry></feed>`

export const atomFeeds: readonly OwnFeed[] = [
  ...entries.map(([what, entry, says]) => feedOf(`Atom 1.0, ${what}`, atom(entry), says)),
  ...entries
    .filter(([what]) => !what.includes('XHTML'))
    .map(([what, entry, says]) =>
      feedOf(
        `Atom 1.0 by a prefix, ${what}`,
        prefixed(atom(entry)).replace('xmlns=', 'xmlns:a='),
        says,
      ),
    ),
  ...old.flatMap(([when, date]) =>
    oldContents.map(([how, content]) =>
      feedOf(`Atom 0.3, ${when}, ${how}`, oldFeed(`${date}${content}`)),
    ),
  ),
  feedOf(
    'Atom with an entry that has a prefix of its own',
    `<feed xmlns="http://www.w3.org/2005/Atom">${top}${prefixed(`<entry>${rest}${words}</entry>`).replace('<a:entry', '<a:entry xmlns:a="http://www.w3.org/2005/Atom"')}</feed>`,
  ),
  feedOf('Atom without a namespace', `<feed>${top}<entry>${rest}${words}</entry></feed>`),
]
