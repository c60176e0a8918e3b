import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { normalAddress } from './normal-address.ts'

suite('the normal form of an address', () => {
  for (const [why, ...written] of [
    [
      'scheme, www and port',
      'https://x.example/a',
      'http://x.example/a',
      'https://www.X.example:443/a',
    ],
    [
      'trailing slash and index page',
      'https://x.example/a',
      'https://x.example/a/',
      'https://x.example/a/index.html',
    ],
    ['the front page', 'https://x.example', 'http://www.x.example/', 'https://x.example/index.php'],
    [
      'click counters',
      'https://x.example/a?p=1',
      'https://x.example/a?utm_source=rss&p=1&fbclid=x',
      'https://x.example/a?p=1&ref=rss#xtor=RSS-1',
      'https://x.example/a?p=1#:~:text=b',
    ],
    ['order of parameters', 'https://x.example/?a=1&b=2', 'https://x.example/?b=2&a=1'],
    [
      'case of escapes',
      'https://x.example/%C3%A4',
      'https://x.example/%c3%a4',
      'https://x.example/ä',
    ],
  ] as const)
    test(`does not depend on ${why}`, () => {
      assert.equal(new Set(written.map(normalAddress)).size, 1, written.map(normalAddress).join())
      assert.notEqual(normalAddress(written[0]), undefined)
    })

  for (const [one, other] of [
    ['https://x.example/?p=1', 'https://x.example/?p=2'],
    ['https://x.example/changes#v1', 'https://x.example/changes#v2'],
    ['https://x.example/a', 'https://x.example/A'],
    ['https://x.example:8080/a', 'https://x.example/a'],
    ['https://x.example/a?ref=main', 'https://x.example/a?ref=next'],
    ['https://a.x.example/', 'https://b.x.example/'],
  ] as const)
    test(`distinguishes ${one} from ${other}`, () =>
      assert.notEqual(normalAddress(one), normalAddress(other)))

  test('is undefined for anything but an address of the web', () => {
    for (const written of ['17', 'urn:uuid:1', 'tag:x.example,2026:1', 'mailto:a@x.example', ''])
      assert.equal(normalAddress(written), undefined)
  })
})
