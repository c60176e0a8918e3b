import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { identifyItems, type ShownItem } from './identify-items.ts'
import { signsOf } from './signs-of.ts'

type Shown = {
  id?: string | undefined
  link?: string
  title?: string
  body?: string
  at?: string | undefined
}

const place = 'https://x.example/feed.xml'
const long =
  'The bridge over the river is open again, and the first to cross it was a heron at dawn.'
const other = 'Nobody has found out yet who painted the town hall blue in the night, nor with what.'
const post: Shown = {
  id: 'https://x.example/?p=1',
  link: 'https://x.example/2026/bridge/',
  title: 'The bridge',
  body: long,
  at: '2026-03-02T09:14:27Z',
}
const note = (id: string, at: string, more: Shown = {}): Shown => ({
  id,
  title: 'Good morning',
  body: 'Good morning',
  at,
  ...more,
})

/** A reading of the source at that place, each item by its keys. */
function read(shown: readonly Shown[], at = place) {
  const items = shown.map(({ id, link, title = '', body = '', at: published }): ShownItem => {
    const publishedAt = published === undefined ? undefined : Date.parse(published)
    return {
      identity: id ?? link ?? `${title} ${body}`,
      hash: JSON.stringify([title, body, link]),
      signs: signsOf({ id, link, title, body, publishedAt }, at),
    }
  })
  return [...identifyItems(items, at)]
}

/** How many items of the second reading go to an account that was given those of the first. */
function givenAgain(before: readonly Shown[], after: readonly Shown[], at = place, wasAt = place) {
  const known = new Set(read(before, wasAt).flatMap(({ keys }) => keys))
  return read(after, at).filter(({ keys }) => {
    const isKnown = keys.some((key) => known.has(key))
    for (const key of keys) known.add(key)
    return !isKnown
  }).length
}

const elsewhere = 'https://new.example.org/rss'

suite('a repeated item is recognized', () => {
  type Case = [why: string, before: Shown, after: Shown, at?: string]
  const cases: Case[] = [
    ['from a source added again', post, post],
    ['at a second address of the feed', post, post, 'https://x.example/atom.xml'],
    ['with http changed to https', { ...post, link: 'http://x.example/2026/bridge/' }, post],
    ['with http changed to https in its guid too', { ...post, id: 'http://x.example/?p=1' }, post],
    [
      'with a click counter',
      post,
      { ...post, link: `${post.link}?utm_source=rss&utm_medium=feed` },
    ],
    ['with another guid', post, { ...post, id: 'urn:uuid:7' }],
    ['without its guid', post, { ...post, id: undefined }],
    [
      'with another guid and another date',
      post,
      { ...post, id: 'urn:uuid:7', at: '2026-03-03T00:00:00Z' },
    ],
    ['corrected, from a source added again', post, { ...post, body: other }],
    [
      'corrected, at a second address',
      post,
      { ...post, body: other },
      'https://x.example/atom.xml',
    ],
    [
      'with another title and date',
      post,
      { ...post, title: 'A bridge', at: '2026-03-04T10:00:00Z' },
      'https://x.example/atom.xml',
    ],
    [
      'shortened, in another feed of the site',
      post,
      { ...post, id: 'x-1', body: 'The bridge...' },
      'https://x.example/short',
    ],
    [
      'on a site with another host',
      post,
      { ...post, link: 'https://new.example.org/2026/bridge/' },
      elsewhere,
    ],
    [
      'on a site with other guids, links and marks',
      { ...post, body: `${long} [More](https://x.example/more) ![](https://x.example/a.png)` },
      {
        ...post,
        id: 'https://new.example.org/posts/17',
        link: 'https://new.example.org/posts/17',
        body: `**${long}** [More](https://new.example.org/m) ![](https://cdn.example.net/b.png)`,
      },
      elsewhere,
    ],
    ['with another guid and title', post, { ...post, id: 'urn:uuid:7', title: 'Open again' }],
    [
      'with another guid and text, on a day',
      { ...post, at: '2026-03-02T00:00:00Z' },
      { ...post, id: 'urn:uuid:7', body: other, at: '2026-03-02T00:00:00Z' },
    ],
    ['with another permalink', post, { ...post, link: 'https://x.example/bridge' }],
    [
      'with another permalink that is its guid as well',
      { ...post, id: 'https://x.example/2026/bridge/' },
      { ...post, id: 'https://x.example/bridge', link: 'https://x.example/bridge' },
    ],
    [
      'with a guid like 1, on a site with another host and without dates',
      { id: '1', title: 'The bridge', body: long, link: 'https://x.example/1' },
      { id: '1', title: 'The bridge', body: long, link: 'https://new.example.org/1' },
      elsewhere,
    ],
    [
      'known by its link only, and corrected',
      { link: 'https://x.example/1', title: 'A', body: long },
      { link: 'http://www.x.example/1/', title: 'A', body: other },
      'https://x.example/second',
    ],
    [
      'from a feed that lies on another host than its site',
      { ...post, id: 'a' },
      { ...post, id: 'b', body: 'The bridge...' },
      'https://feeds.example.net/x',
    ],
    [
      'a note without a link, on another host',
      note('1', '2026-03-02T07:03:11Z'),
      note('x', '2026-03-02T07:03:11Z'),
      elsewhere,
    ],
  ]
  for (const [why, before, after, at] of cases)
    test(why, () => {
      assert.equal(givenAgain([before], [after], at), 0)
      assert.equal(givenAgain([after], [before], place, at), 0, 'the other way round')
    })

  test('of a folder under another name', () => {
    const file = { id: 'posts/bridge.md', title: 'The bridge', body: long }
    assert.equal(givenAgain([file], [file], 'folder:new', 'folder:old'), 0)
    const short = { id: 'a.md', title: 'A', body: 'One.' }
    assert.equal(givenAgain([short], [short], 'folder:new', 'folder:old'), 0)
  })

  test('known by its link to another site, from a source added again, with another comment', () => {
    const link = (n: number, body: string) => ({
      link: `https://y${n}.example/p`,
      title: body,
      body,
    })
    const before = [link(1, long), link(2, 'Two'), link(3, 'Three')]
    assert.equal(givenAgain(before, [link(1, other), ...before.slice(1)]), 0)
  })

  test('when an item and its copy are shown together, twice', () => {
    const copies = [post, { ...post, id: 'https://x.example/?p=2' }]
    assert.equal(givenAgain([post], copies), 0)
  })
})

suite('an item is new', () => {
  type Case = [why: string, before: Shown[], after: Shown[], expected: number, at?: string]
  const numbered = (site: string, text: string) =>
    ['1', '2', '3'].map((id) => ({
      id,
      title: `${text} ${id}`,
      body: `${text} ${id}`,
      link: `https://${site}/${id}`,
    }))
  const mornings = ['02', '03', '04'].map((day) =>
    note(`n${day}`, `2026-03-${day}T07:00:00Z`, { link: 'https://x.example/' }),
  )
  const onOnePage = ['1', '2', '3'].map((n) => ({
    id: `change ${n}`,
    link: 'https://x.example/changes',
    title: `Version ${n}`,
    body: `${long} ${n}`,
    at: '2026-03-02T00:00:00Z',
  }))
  const linked = (id: string, at: string, body = 'Worth reading.') => ({
    id,
    at,
    body,
    title: 'A page',
    link: 'https://other.example/page',
  })
  const filler = ['1', '2'].map((n) => ({
    ...post,
    id: `urn:${n}`,
    title: n,
    link: `https://y${n}.example/`,
  }))
  const photo = (n: number): Shown => ({
    id: `https://x.example/photos/${n}`,
    link: `https://x.example/photos/${n}`,
    title: 'Photo',
    body: `![](https://x.example/${n}.jpg)`,
    at: '2026-03-02T00:00:00Z',
  })
  const uploaded = (one: Shown): Shown => ({ ...one, at: '2026-03-02T09:14:27Z' })
  const onNotes = (text: string, day: number): Shown => ({
    id: `note-of-the-day-number-${day}`,
    link: 'https://x.example/notes',
    title: text,
    body: text,
    at: `2026-03-0${day}T07:00:00Z`,
  })
  const cases: Case[] = [
    [
      'in another source with the guids 1 to 3',
      numbered('x.example', long),
      numbered('y.example', other),
      3,
      'https://y.example/feed',
    ],
    [
      'in another source of the same site with the guids 1 to 3, all linking to one page',
      numbered('x.example', long).map((one) => ({ ...one, link: 'https://x.example/' })),
      numbered('x.example', other).map((one) => ({ ...one, link: 'https://x.example/' })),
      3,
      'https://x.example/jobs',
    ],
    ['when all items link to one page', onOnePage.slice(0, 2), onOnePage, 1],
    [
      'when all items link to one page and none has a guid',
      onOnePage.slice(0, 2).map(({ id, ...one }) => ({ ...one, link: `${one.link}#${id}` })),
      onOnePage.map(({ id, ...one }) => ({ ...one, link: `${one.link}#${id}` })),
      1,
    ],
    ['as a daily note with the text of yesterday', mornings.slice(0, 2), mornings, 1],
    [
      'as a daily note with the text of yesterday, which is shown no more',
      [note('a', '2026-03-02T07:00:00Z')],
      [note('b', '2026-03-03T07:00:00Z')],
      1,
    ],
    [
      'as a daily note whose link is the front page, shown alone',
      mornings.slice(0, 1),
      mornings.slice(1, 2),
      1,
    ],
    [
      'as a daily note with a link and a guid of its own',
      [note('https://x.example/1', '2026-03-02T07:00:00Z', { link: 'https://x.example/1' })],
      [note('https://x.example/2', '2026-03-03T07:00:00Z', { link: 'https://x.example/2' })],
      1,
    ],
    [
      'without dates, with equal text and a link of its own',
      [{ id: 'a-long-guid-of-its-own-1', link: 'https://x.example/1', title: 'Open', body: long }],
      [{ id: 'a-long-guid-of-its-own-2', link: 'https://x.example/2', title: 'Open', body: long }],
      1,
    ],
    [
      'as a second link to a page, with another comment',
      [linked('l1', '2026-03-02T07:01:00Z', long)],
      [linked('l2', '2026-05-02T07:00:00Z', other)],
      1,
    ],
    [
      'as a second link to a page, with the same comment',
      [linked('l1', '2026-03-02T07:01:00Z'), ...filler],
      [linked('l2', '2026-05-02T07:00:00Z'), ...filler],
      1,
    ],
    [
      'as a link to a page that another source has linked to',
      [{ link: 'https://other.example/p', title: 'P', body: long }, ...filler],
      [{ link: 'https://other.example/p', title: 'On P', body: other }, ...filler],
      1,
      'https://z.example/feed',
    ],
    [
      'as one of many photos of a day, all called photo',
      [photo(1), photo(2)],
      [photo(1), photo(2), photo(3)],
      1,
    ],
    [
      'as one of many photos of one upload, all called photo',
      [photo(1), photo(2)].map(uploaded),
      [photo(1), photo(2), photo(3)].map(uploaded),
      1,
    ],
    [
      'as a note on the page of all notes, with the text of one that is shown no more',
      [onNotes('A', 2), onNotes('B', 3)],
      [onNotes('B', 3), onNotes('A', 4)],
      1,
    ],
    ['as the only photo of a day that another has been shown at', [photo(1)], [photo(2)], 1],
    [
      'on a page of changes that shows one of them at a time, on the same day',
      onOnePage.slice(0, 1),
      onOnePage.slice(1, 2),
      1,
    ],
    [
      'with its own text, at the same moment as another',
      [{ ...post, link: 'https://x.example/1' }],
      [{ ...post, id: 'https://x.example/?p=2', body: other, link: 'https://x.example/2' }],
      1,
    ],
    [
      'with the same short text and guid 1, on another site',
      [note('1', '2026-03-02T07:00:00Z')],
      [note('1', '2026-03-02T07:30:00Z')],
      1,
      elsewhere,
    ],
    [
      'under its own guid, in the place of another that had its title',
      [post],
      [
        {
          ...post,
          id: 'https://x.example/?p=2',
          link: 'https://x.example/2027/bridge',
          body: other,
          at: '2027-03-02T09:14:27Z',
        },
      ],
      1,
    ],
    [
      'as an emoji unlike the other',
      [{ id: 'e1', title: '👍', body: '👍', at: '2026-03-02T07:00:01Z' }],
      [{ id: 'e2', title: '👎', body: '👎', at: '2026-03-02T07:00:01Z' }],
      1,
    ],
  ]
  for (const [why, before, after, expected, at] of cases)
    test(why, () => assert.equal(givenAgain(before, after, at), expected))

  test('of a folder that has the name of a file in another, with other text', () => {
    const file = { id: 'a.md', title: 'A', body: long }
    assert.equal(givenAgain([file], [{ ...file, body: other }], 'folder:new', 'folder:old'), 1)
  })
})

suite('items with the same content, shown together', () => {
  const repetitions = (...shown: Shown[]) => read(shown).map(({ isRepetition }) => isRepetition)
  test('are one item repeated when each has its guid and its instant', () => {
    const [one, two] = [note('1', '2026-03-02T07:00:00Z'), note('2', '2026-03-03T07:00:00Z')]
    assert.deepEqual(repetitions(one, two, post), [true, true, false])
  })
  test('are copies when they have one instant, or none', () => {
    const [one, two] = [note('1', '2026-03-02T07:00:00Z'), note('2', '2026-03-02T07:00:00Z')]
    assert.deepEqual(repetitions(one, two), [false, false])
    assert.deepEqual(repetitions({ ...one, at: undefined }, { ...two, at: undefined }), [
      false,
      false,
    ])
  })
})

test('the keys of an item are 64-bit numbers, at most six', () => {
  const [{ keys } = assert.fail()] = read([post])
  assert.equal(keys.length, 6)
  for (const key of keys) assert.equal(BigInt.asIntN(64, BigInt(key)), BigInt(key))
})
