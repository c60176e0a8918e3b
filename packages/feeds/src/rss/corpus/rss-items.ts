import type { Variant } from './own-feed.ts'

/** The usual fields of an item. */
export const title = '<title>Tide &amp;amp; Time</title>'
export const link = '<link>https://news.example/tide</link>'
export const words =
  '<description>&lt;p&gt;The ferry left &lt;b&gt;at six&lt;/b&gt;.&lt;/p&gt;</description>'
const date = '<pubDate>Sun, 01 Mar 2026 09:00:00 GMT</pubDate>'
export const rest = `${title}${link}${date}`

/** Items of RSS, each of another kind. */
export const rssItems: readonly Variant[] = [
  ['all that is usual', `${rest}${words}`],
  [
    'guid beside the link',
    `${rest}${words}<guid isPermaLink="false">tag:news.example,2026:1</guid>`,
  ],
  ['guid as permalink', `${title}${date}${words}<guid>https://news.example/tide</guid>`],
  [
    'guid said to be a permalink',
    `${title}${date}${words}<guid isPermaLink="true">https://news.example/tide</guid>`,
  ],
  [
    'guid that is no permalink',
    `${title}${date}${words}<guid isPermaLink="false">https://news.example/tide</guid>`,
    { url: undefined },
  ],
  ['guid that is no address', `${title}${date}${words}<guid>1</guid>`, { url: undefined }],
  [
    'an empty link beside a permalink',
    `${title}${date}${words}<link/><guid>https://news.example/tide</guid>`,
  ],
  [
    'permalink without text',
    `${title}${date}<guid>https://news.example/tide</guid>`,
    { words: 'https://news.example/tide' },
  ],
  [
    'text in CDATA',
    `${rest}<description><![CDATA[<p>The ferry left at <i>six</i>.</p>]]></description>`,
  ],
  ['text without markup', `${rest}<description>The ferry left at six.</description>`],
  [
    'markup that is not escaped',
    `${rest}<description><p>The ferry<br/> left at six.</p></description>`,
  ],
  ['title in CDATA', `<title><![CDATA[Tide & Time]]></title>${link}${date}${words}`],
  ['title escaped once', `<title>Tide &amp; Time</title>${link}${date}${words}`],
  [
    'title with markup',
    `<title>&lt;b&gt;Tide&lt;/b&gt; &amp;amp; Time</title>${link}${date}${words}`,
  ],
  ['title on lines of its own', `<title>\n  Tide &amp;amp; Time\n</title>${link}${date}${words}`],
  [
    'link with blanks around',
    `${title}<link>\n https://news.example/tide \n</link>${date}${words}`,
  ],
  ['link in CDATA', `${title}<link><![CDATA[https://news.example/tide]]></link>${date}${words}`],
  ['link relative to the feed', `${title}<link>/tide</link>${date}${words}`],
  ['link after the text', `${words}${title}${date}${link}`],
  [
    'content:encoded',
    `${rest}<content:encoded><![CDATA[<p>The ferry left at six.</p>]]></content:encoded>`,
  ],
  [
    'content:encoded beside an excerpt',
    `${rest}<description>The ferry</description><content:encoded>&lt;p&gt;The ferry left at six.&lt;/p&gt;</content:encoded>`,
  ],
  [
    'an excerpt after content:encoded',
    `${rest}<content:encoded>&lt;p&gt;The ferry left at six.&lt;/p&gt;</content:encoded><description>The ferry</description>`,
  ],
  ['content:encoded that is empty', `${rest}${words}<content:encoded/>`],
  ['dc:date', `${title}${link}${words}<dc:date>2026-03-01T09:00:00Z</dc:date>`],
  ['dc:date beside pubDate', `${rest}${words}<dc:date>2020-01-01T00:00:00Z</dc:date>`],
  [
    'dcterms:created',
    `${title}${link}${words}<dcterms:created>2026-03-01T09:00:00Z</dcterms:created>`,
  ],
  [
    'dcterms:modified',
    `${title}${link}${words}<dcterms:modified>2026-03-01T10:00:00+01:00</dcterms:modified>`,
  ],
  ['no date', `${title}${link}${words}`, { at: undefined }],
  ['dc:title', `<dc:title>Tide &amp;amp; Time</dc:title>${link}${date}${words}`],
  ['itunes:title', `<itunes:title>Tide &amp;amp; Time</itunes:title>${link}${date}${words}`],
  ['itunes:title beside another', `${rest}${words}<itunes:title>Episode 3</itunes:title>`],
  ['media:title beside another', `${rest}${words}<media:title>Picture</media:title>`],
  ['itunes:summary', `${rest}<itunes:summary>The ferry left at six.</itunes:summary>`],
  [
    'itunes:summary with markup',
    `${rest}<itunes:summary>&lt;p&gt;The ferry left at six.&lt;/p&gt;</itunes:summary>`,
  ],
  [
    'itunes:summary beside a text',
    `${rest}${words}<itunes:summary>Something else</itunes:summary>`,
  ],
  [
    'itunes:subtitle before itunes:summary',
    `${rest}<itunes:subtitle>Ferry</itunes:subtitle><itunes:summary>The ferry left at six.</itunes:summary>`,
  ],
  ['itunes:subtitle alone', `${rest}<itunes:subtitle>The ferry left at six.</itunes:subtitle>`],
  [
    'googleplay:description',
    `${rest}<googleplay:description>The ferry left at six.</googleplay:description>`,
  ],
  [
    'an enclosure and no link',
    `${title}${date}${words}<enclosure url="https://news.example/tide.mp3" type="audio/mpeg" length="1"/>`,
    { url: 'https://news.example/tide.mp3' },
  ],
  [
    'an enclosure beside a link',
    `${rest}${words}<enclosure url="https://news.example/tide.mp3" type="audio/mpeg" length="1"/>`,
  ],
  [
    'an episode: a summary and an enclosure',
    `${title}${date}<itunes:summary>The ferry left at six.</itunes:summary><enclosure url="https://news.example/tide.mp3" type="audio/mpeg" length="1"/><guid isPermaLink="false">1</guid>`,
    { url: 'https://news.example/tide.mp3' },
  ],
  [
    'an episode of nothing else',
    `${title}${date}<enclosure url="https://news.example/tide.mp3" type="audio/mpeg" length="1"/>`,
    { url: 'https://news.example/tide.mp3', words: 'https://news.example/tide.mp3' },
  ],
  [
    'a picture as enclosure',
    `${title}${date}${words}<enclosure url="https://news.example/tide.png" type="image/png" length="1"/>`,
    { url: undefined },
  ],
  [
    'media:content',
    `${title}${date}${words}<media:content url="https://news.example/tide.mp4" medium="video"/>`,
    { url: 'https://news.example/tide.mp4' },
  ],
  [
    'media:group',
    `${rest}<media:group><media:title>x</media:title><media:content url="https://v.example/1"/><media:description>The ferry left at six.</media:description></media:group>`,
  ],
  [
    'media:description in media:content',
    `${rest}<media:content url="https://v.example/1"><media:description type="html">&lt;p&gt;The ferry left at six.&lt;/p&gt;</media:description></media:content>`,
  ],
  [
    'media:description alone',
    `${rest}<media:description>The ferry left at six.</media:description>`,
  ],
  [
    'a10:link and a10:updated',
    `${title}${words}<a10:link href="https://news.example/tide"/><a10:updated>2026-03-01T09:00:00Z</a10:updated>`,
  ],
  [
    'atom:link of another kind',
    `${rest}${words}<atom:link rel="self" href="https://news.example/api"/>`,
  ],
  [
    'comments and a source',
    `${rest}${words}<comments>https://news.example/tide#c</comments><source url="https://o.example/">Other</source>`,
  ],
  ['xhtml:body', `${rest}<xhtml:body><p>The ferry left at six.</p></xhtml:body>`],
  [
    'elements of strangers',
    `${rest}${words}<x:title xmlns:x="urn:x">X</x:title><x:link xmlns:x="urn:x">https://x.example/</x:link>`,
  ],
  ['no title', `${link}${date}${words}`, { title: '', words: 'The ferry left at six.' }],
]
