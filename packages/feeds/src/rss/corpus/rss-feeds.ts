import { feedOf, type OwnFeed } from './own-feed.ts'
import { link, rest, rssItems, title, words } from './rss-items.ts'

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
  ...rssItems.map(([what, item, says]) => feedOf(`RSS 2.0, ${what}`, rss(item), says)),
  ...rssItems
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
