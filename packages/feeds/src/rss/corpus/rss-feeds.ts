import { feedOf, type OwnFeed, type Variant } from './own-feed.ts'

const title = '<title>Tide &amp;amp; Time</title>'
const link = '<link>https://news.example/tide</link>'
const words =
  '<description>&lt;p&gt;The ferry left &lt;b&gt;at six&lt;/b&gt;.&lt;/p&gt;</description>'
const date = '<pubDate>Sun, 01 Mar 2026 09:00:00 GMT</pubDate>'
const rest = `${title}${link}${date}`

const items: readonly Variant[] = [
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

/** The spellings of one instant. */
const dates: readonly (readonly [string, string])[] = [
  ['with an offset', 'Sun, 01 Mar 2026 10:00:00 +0100'],
  ['without a weekday', '01 Mar 2026 09:00:00 GMT'],
  ['without seconds', 'Sun, 01 Mar 2026 09:00 GMT'],
  ['with a year of two digits', 'Sun, 01 Mar 26 09:00:00 GMT'],
  ['in UT', 'Sun, 01 Mar 2026 09:00:00 UT'],
  ['in UTC', 'Sun, 01 Mar 2026 09:00:00 UTC'],
  ['in EST', 'Sun, 01 Mar 2026 04:00:00 EST'],
  ['in PST', 'Sun, 01 Mar 2026 01:00:00 PST'],
  ['in CET', 'Sun, 01 Mar 2026 10:00:00 CET'],
  ['in CEST', 'Sun, 01 Mar 2026 11:00:00 CEST'],
  ['in BST', 'Sun, 01 Mar 2026 10:00:00 BST'],
  ['in JST', 'Sun, 01 Mar 2026 18:00:00 JST'],
  ['in MSK', 'Sun, 01 Mar 2026 12:00:00 MSK'],
  ['in AEST', 'Sun, 01 Mar 2026 19:00:00 AEST'],
  ['in IST', 'Sun, 01 Mar 2026 14:30:00 IST'],
  ['without a zone', 'Sun, 01 Mar 2026 09:00:00'],
  ['in ISO 8601', '2026-03-01T09:00:00Z'],
  ['in ISO 8601, with fractions', '2026-03-01T09:00:00.000+00:00'],
  ['in ISO 8601, without a zone', '2026-03-01T09:00:00'],
  ['with a blank instead of the T', '2026-03-01 09:00:00'],
]

const modules =
  'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:googleplay="http://www.google.com/schemas/play-podcasts/1.0" xmlns:media="http://search.yahoo.com/mrss/" xmlns:a10="http://www.w3.org/2005/Atom" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:xhtml="http://www.w3.org/1999/xhtml"'

const channel =
  '<title>News</title><link>https://news.example/</link><description>Of the harbour</description>'
const rss = (item: string) =>
  `<?xml version="1.0"?><rss version="2.0" ${modules}><channel>${channel}<item>${item}</item></channel></rss>`

/** The same modules by other prefixes, declared at the item. */
const renamed = (item: string) =>
  `<rss version="2.0"><channel>${channel}<item ${modules.replace(/xmlns:(\w+)/g, 'xmlns:p-$1')}>${item.replace(/<(\/?)(\w+):/g, '<$1p-$2:')}</item></channel></rss>`

export const rssFeeds: readonly OwnFeed[] = [
  ...items.map(([what, item, says]) => feedOf(`RSS 2.0, ${what}`, rss(item), says)),
  ...items
    .filter(([what, item]) => /<\w+:/.test(item) && !what.includes('strangers'))
    .map(([what, item, says]) =>
      feedOf(`RSS 2.0 with other prefixes, ${what}`, renamed(item), says),
    ),
  ...dates.map(([what, written]) =>
    feedOf(`RSS 2.0, dated ${what}`, rss(`${title}${link}${words}<pubDate>${written}</pubDate>`)),
  ),
  ...['0.91', '0.92', '0.93', '2.0.1'].map((version) =>
    feedOf(
      `RSS ${version}`,
      `<rss version="${version}"><channel>${channel}<item>${rest}${words}</item></channel></rss>`,
    ),
  ),
  feedOf(
    'RSS with its items beside the channel',
    `<rss version="0.90"><channel>${channel}</channel><item>${rest}${words}</item></rss>`,
  ),
  feedOf(
    'RSS with a document type',
    `<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel>${channel}<item>${rest}${words}</item></channel></rss>`,
  ),
  feedOf(
    'RSS with a stylesheet and comments',
    `<?xml version="1.0"?><?xml-stylesheet href="a.xsl"?><!-- a --><rss version="2.0"><channel>${channel}<!-- b --><item>${rest}<!-- c -->${words}</item></channel></rss>`,
  ),
  feedOf(
    'RSS with a default namespace',
    `<rss version="2.0" xmlns="http://backend.userland.com/rss2"><channel>${channel}<item>${rest}${words}</item></channel></rss>`,
  ),
]
