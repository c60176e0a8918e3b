import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { printable } from '@pressrun/content'
import type { SourceItem } from '../item.ts'
import { parseFeed } from './parse-feed.ts'

const location = 'https://news.example/feed'
const addresses = { location, url: location }

function itemsOf(text: string, url = location): SourceItem[] {
  const parsed = parseFeed(text, { location, url })
  assert.ok('found' in parsed, JSON.stringify(parsed))
  return parsed.found.map((found) => {
    assert.ok(found.kind === 'item', JSON.stringify(found))
    return found.item
  })
}

const only = (text: string, url?: string): SourceItem => {
  const [item, ...others] = itemsOf(text, url)
  assert.ok(item)
  assert.equal(others.length, 0)
  return item
}

const rss = (item: string) => `<rss version="2.0"><channel><item>${item}</item></channel></rss>`
const atom = (entry: string, more = '') =>
  `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"${more}><entry>${entry}</entry></feed>`

suite('an RSS 2.0 item', () => {
  test('is read with all its fields', () => {
    const { hash, signs, ...item } = only(
      rss(`<title>Tom &amp;amp; Jerry</title><link>https://news.example/1</link>
        <guid isPermaLink="false"> tag:1 </guid><description>&lt;p&gt;Short &amp;amp; sweet&lt;/p&gt;</description>
        <content:encoded><![CDATA[<p>Long <em>and</em> <a href="/2">sweet</a></p>]]></content:encoded>
        <pubDate>Sun, 01 Mar 2026 10:00:00 +0100</pubDate><category>cats</category><category>mice</category>`),
    )
    assert.match(hash, /^[0-9a-f]{64}$/)
    assert.equal(signs?.publishedAt, Date.UTC(2026, 2, 1, 9))
    assert.deepEqual(item, {
      identity: 'tag:1',
      title: 'Tom & Jerry',
      summary: 'Short & sweet',
      body: 'Long *and* [sweet](https://news.example/2)',
      url: 'https://news.example/1',
      tags: ['cats', 'mice'],
      updatedAt: '2026-03-01T09:00:00.000Z',
      notBefore: '2026-03-01T09:00:00.000Z',
    })
  })

  test('may have only a title or a description', () => {
    const { title, body } = only(rss('<description>Only this, and no more.</description>'))
    assert.deepEqual([title, body], ['', 'Only this, and no more.'])
    const bare = only(rss('<title>Only this</title><link>https://news.example/1</link>'))
    assert.deepEqual([bare.title, bare.body], ['Only this', 'https://news.example/1'])
  })

  test('is known by its id, or else by its link, or else by its content', () => {
    const identity = (item: string) =>
      only(rss(`<title>A</title><description>B</description>${item}`)).identity
    assert.equal(identity('<link>https://x.example/</link><guid>g</guid>'), 'g')
    assert.equal(identity('<link>https://x.example/</link><guid/>'), 'https://x.example/')
    assert.match(identity(''), /^content:[0-9a-f]{64}$/)
    assert.match(identity(`<guid>${'g'.repeat(501)}</guid>`), /^sha256:[0-9a-f]{64}$/)
  })

  test('has links relative to its feed, unless it declares another base', () => {
    const link = (markup: string) => only(rss(`<title>A</title>${markup}`)).body
    assert.equal(link('<link>/posts/1</link>'), 'https://news.example/posts/1')
    assert.equal(link('<link>2.html</link>'), 'https://news.example/2.html')
    const based = '<link xml:base="/blog/">3.html</link>'
    assert.equal(link(based), 'https://news.example/blog/3.html')
    assert.equal(link('<link> </link><description>B</description>'), 'B')
    const { body } = only(atom('<id>1</id><title>A</title><link href="4.html"/>'))
    assert.equal(body, 'https://news.example/4.html')
  })

  test('is the same item wherever its feed is redirected to; only its links lead there', () => {
    const markup = '<title>A</title><description>&lt;a href="3"&gt;B&lt;/a&gt;</description>'
    for (const name of ['<link>/2</link>', '', '<link xml:base="x/">2</link>']) {
      const [one, other] = ['a', 'b'].map((host) =>
        only(rss(`${name}${markup}`), `https://${host}.example/`),
      )
      assert.deepEqual([one?.identity, one?.hash], [other?.identity, other?.hash])
      assert.match(one?.body ?? '', /a\.example/)
      assert.match(other?.body ?? '', /b\.example/)
    }
    const relative = only(rss(`<link>/2</link>${markup}`), 'https://a.example/')
    assert.equal(relative.identity, 'https://news.example/2')
    const absolute = only(rss(`<link>https://x.example/2</link>${markup}`), 'https://a.example/')
    assert.equal(absolute.identity, 'https://x.example/2')
  })

  test('has no link that is longer than any address', () => {
    const long = `<link>/${'x'.repeat(8_000)}</link>`
    const base = `<channel xml:base="https://x.example/${'y'.repeat(8_000)}/">`
    assert.match(
      only(rss(`<title>A</title>${long}<description>B</description>`)).identity,
      /^content:/,
    )
    const text = rss('<title>A</title><link>1</link>').replace('<channel>', base)
    assert.equal(only(text).body, 'https://news.example/1')
  })

  test('an RSS 2.0 item that occurs several times is the newest one; others with other content are reported', () => {
    const named = (name: string) =>
      ['New', 'New', 'Old'].map(
        (body) => `${name}<title>A</title><description>${body}</description>`,
      )
    for (const [name, shown] of [
      ['<guid>g</guid>', 'g'],
      ['<link>/1</link>', 'https://news.example/1 A'],
    ] as const) {
      const parsed = parseFeed(rss(named(name).join('</item><item>')), addresses)
      assert.ok('found' in parsed)
      const [old, recent, ...others] = parsed.found
      assert.deepEqual(others, [])
      assert.ok(old?.kind === 'refused' && recent?.kind === 'item')
      assert.deepEqual([old.problem.code, old.identity], ['item-repeated', shown])
      assert.equal(recent.item.body, 'New')
    }
  })

  test('is not confused with the parts of modules and of the channel', () => {
    const item = only(
      `<rss><channel><title>Channel</title><link>https://c.example</link><image><title>Logo</title></image>
        <item><title>A</title><itunes:title>B</itunes:title><media:group><title>C</title></media:group>
        <description>D</description><atom:link href="https://other.example"/></item></channel></rss>`,
    )
    assert.deepEqual([item.title, item.body], ['A', 'D'])
  })

  test('may contain markup that is not escaped', () => {
    const item = only(
      rss('<title>A</title><description><p>One &lt; <b>two</b></p><p>3</p></description>'),
    )
    assert.equal(item.body, 'One < **two**\n\n3')
  })

  test('keeps the lines of a text that is not HTML', () => {
    const { body } = only(
      rss(`<title>A</title><media:group><media:description>One
two https://x.example/~ann/_b

&lt;three&gt;</media:description></media:group>`),
    )
    assert.equal(body, 'One\\\ntwo <https://x.example/~ann/_b>\n\n\\<three>')
  })

  test('is not new because its link changed', () => {
    const markup = '<title>A</title><description>B</description>'
    const enclosure = (url: string) => only(rss(`${markup}<enclosure url="${url}"/>`))
    const [one, other] = [enclosure('https://x.example/1'), enclosure('https://x.example/2')]
    assert.deepEqual([one.identity, one.hash], [other.identity, other.hash])
    assert.equal(other.url, 'https://x.example/2')
  })

  test('has a title that is too long cut off', () => {
    const { title } = only(rss(`<title>${'word '.repeat(100)}</title><description>x</description>`))
    assert.ok(title.length <= 300)
    assert.match(title, /word…$/)
  })
})

suite('an Atom entry', () => {
  test('is read with all its fields', () => {
    const {
      hash: _,
      signs: _signs,
      ...item
    } = only(
      atom(
        `<id>urn:1</id><title>A &amp;lt; B</title><link rel="self" href="/api/1"/><link href="1.html"/>
        <summary>In short.</summary><content type="html">&lt;p&gt;&lt;img src="a.png" alt="A"&gt;&lt;/p&gt;</content>
        <published>2026-03-01T09:00:00Z</published><updated>2026-03-02T09:00:00+01:00</updated>
        <category term="cats"/>`,
        ' xml:base="https://blog.example/posts/"',
      ),
    )
    assert.deepEqual(item, {
      identity: 'urn:1',
      title: 'A &lt; B',
      summary: 'In short.',
      body: '![A](https://blog.example/posts/a.png)',
      url: 'https://blog.example/posts/1.html',
      tags: ['cats'],
      updatedAt: '2026-03-02T08:00:00.000Z',
      notBefore: '2026-03-01T09:00:00.000Z',
    })
  })

  test('declares by its type whether it is text, HTML or XHTML', () => {
    const body = (content: string) => only(atom(`<id>1</id><title>T</title>${content}`)).body
    assert.equal(body('<content>a &lt;b&gt; *c*</content>'), 'a \\<b> \\*c\\*')
    assert.equal(body('<content type="html">a &lt;b&gt;c&lt;/b&gt;</content>'), 'a **c**')
    const xhtml = '<div xmlns="http://www.w3.org/1999/xhtml"><p>a <b>c &amp; d</b></p></div>'
    assert.equal(body(`<content type="xhtml">${xhtml}</content>`), 'a **c & d**')
    assert.equal(body('<content type="image/png" src="x.png"/><summary>s</summary>'), 's')
  })
})

test('an RDF feed has its items beside the channel', () => {
  const item = only(
    `<rdf:RDF><channel rdf:about="c"><title>C</title></channel><item rdf:about="https://r.example/1">
      <title>A</title><link>https://r.example/1</link><description>B</description>
      <dc:date>2026-03-01T09:00:00Z</dc:date><dc:subject>cats</dc:subject></item></rdf:RDF>`,
  )
  const { hash: _, signs: _signs, ...markup } = item
  assert.deepEqual(markup, {
    identity: 'https://r.example/1',
    title: 'A',
    body: 'B',
    url: 'https://r.example/1',
    tags: ['cats'],
    updatedAt: '2026-03-01T09:00:00.000Z',
    notBefore: '2026-03-01T09:00:00.000Z',
  })
})

suite('a feed with any namespace prefixes', () => {
  test('is recognized as Atom', () => {
    const item = only(
      `<atom:feed xmlns:atom="http://www.w3.org/2005/Atom"><atom:entry><atom:id>1</atom:id>
        <atom:title>A</atom:title><atom:link href="/1"/><atom:content type="html">&lt;b>B&lt;/b></atom:content>
        <media:title>C</media:title></atom:entry></atom:feed>`,
    )
    assert.deepEqual([item.identity, item.title, item.body], ['1', 'A', '**B**'])
  })

  const rdf = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#'
  for (const [what, text] of [
    [
      'RDF by default',
      `<RDF xmlns="${rdf}" xmlns:s="http://purl.org/rss/1.0/"><s:item about="1"><s:title>A</s:title>
        <s:description>B</s:description></s:item></RDF>`,
    ],
    [
      'RSS 0.90 declared at its elements',
      `<RDF xmlns="${rdf}"><item xmlns="http://my.netscape.com/rdf/simple/0.9/" about="1"><title>A</title>
        <description>B</description></item></RDF>`,
    ],
    [
      'RDF by another prefix',
      `<r:RDF xmlns:r="${rdf}"><item r:about="1"><title>A</title><description>B</description></item></r:RDF>`,
    ],
  ] as const)
    test(`is recognized as RDF: ${what}`, () => {
      const { identity, title, body } = only(text)
      assert.deepEqual([identity, title, body], ['1', 'A', 'B'])
    })

  test('keeps the elements of modules apart', () => {
    const item = only(
      `<rss xmlns:atom="http://www.w3.org/2005/Atom"><channel><item><title>A</title><guid>1</guid>
        <atom:link href="https://other.example"/><atom:id>2</atom:id><description>B</description></item></channel></rss>`,
    )
    assert.deepEqual([item.identity, item.body], ['1', 'B'])
  })
})

/** Each entity is ten times the one before: a thousand million in the end. */
const entities = Array.from('bcdefghij', (name, i) => {
  const tenTimes = `&${'abcdefghi'[i]};`.repeat(10)
  return `<!ENTITY ${name} "${tenTimes}">`
})
const entityBomb = `<!DOCTYPE x [<!ENTITY a "ha">${entities.join('')}]>${rss('<title>&j;</title>')}`

suite('documents that are refused as a feed', () => {
  const markup = '<title>A</title><description>B</description>'
  for (const [what, text, code] of [
    ['an HTML page', '<!doctype html><html><body><p>Hello</body></html>', 'not-a-feed'],
    ['JSON', '{"version": "https://jsonfeed.org", "items": []}', 'not-a-feed'],
    [
      'JSON that ends in the middle',
      '{"version": "https://jsonfeed.org/version/1.1", "it',
      'feed-not-well-formed',
    ],
    ['nothing', '', 'not-xml'],
    ['other XML', '<?xml version="1.0"?><svg><g/></svg>', 'not-a-feed'],
    ['a feed that ends in the middle', rss(markup).slice(0, -30), 'feed-not-well-formed'],
    ['an entity bomb', entityBomb, 'feed-declares-entities'],
    ['a depth bomb', `<rss><channel>${'<a>'.repeat(1_000_000)}`, 'feed-too-deep'],
    [
      'a feed with too many entries',
      rss(Array(5_001).fill(markup).join('</item><item>')),
      'feed-too-long',
    ],
  ] as const)
    test(what, () => {
      const parsed = parseFeed(text, addresses)
      assert.ok('problem' in parsed)
      assert.equal(parsed.problem.code, code)
      assert.ok(parsed.problem.message.endsWith('.'))
    })
})

suite('hostile content in a feed', () => {
  const assertPrintable = (found: object) => {
    for (const value of Object.values(found).flat())
      assert.equal(printable(String(value)), String(value), JSON.stringify(found))
  }

  test('leaves nothing of a script', () => {
    const { body } = only(
      rss(
        '<title>A</title><description>&lt;script&gt;x&lt;/script&gt;&lt;a href="javascript:x"&gt;a&lt;/a&gt;&lt;img src="data:x"&gt;</description>',
      ),
    )
    assert.equal(body, 'a')
  })

  test('leaves entities unread that it declares itself', () => {
    const parsed = parseFeed(
      '<!DOCTYPE rss [<!ENTITY file SYSTEM "file:///etc/passwd">]><rss><channel/></rss>',
      addresses,
    )
    assert.ok('problem' in parsed)
    assert.equal(parsed.problem.code, 'feed-declares-entities')
    assert.equal(
      only(rss('<title>&undeclared;</title><description>x</description>')).title,
      '&undeclared;',
    )
  })

  test('yields no character that a database would refuse', () => {
    const item = only(
      rss(`<guid>a\0b</guid><title>a\0b &amp;#1;</title><description>a\0b &#0; &#55296; &amp;#1;</description>
        <category term="a\0b\ud800&#0;"/><category>c\0d\ud800</category>`),
    )
    assertPrintable(item)
    assert.deepEqual(item.tags, ['ab\ufffd\ufffd', 'cd\ufffd'])
    const rdf = (about: string) =>
      only(`<rdf:RDF><item rdf:about="${about}"><title>A</title><link>/1</link></item></rdf:RDF>`)
    assert.equal(rdf('a\0b').identity, 'ab')
    assertPrintable(rdf('\udfff'))
  })

  test('yields no such character in reports either', () => {
    const parsed = parseFeed(`<rss><channel><a\0${'b'.repeat(5_000)}>c</channel></rss>`, addresses)
    assert.ok('problem' in parsed)
    assertPrintable(parsed.problem)
    assert.ok(parsed.problem.message.length < 300)
  })
})
