import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { measureText } from '@pressrun/content'
import { countableText } from './countable-text.ts'
import { statusText } from './status-text.ts'

suite('the text of a status', () => {
  test('is title, body and hashtags', () => {
    const content = {
      title: ' Ebb ',
      summary: 'no',
      body: '*Out* to\nsea',
      tags: ['sea', 'long walks'],
    }
    assert.equal(statusText(content), 'Ebb\n\nOut to sea\n\n#sea #LongWalks')
    assert.equal(statusText({ title: 'Ebb', body: 'Flow' }), 'Ebb\n\nFlow')
  })

  test('mentions no one, and has no hashtag, out of code', () => {
    const body = 'By @ann: `@Component` and\n\n```\n#include "x" a@b\n```'
    assert.equal(
      statusText({ title: '', body }),
      'By @ann: @\u2060Component and\n\n#\u2060include "x" a@b',
    )
  })

  test('has a title of one line, and omits missing parts', () => {
    assert.equal(statusText({ title: 'Ebb\n\nand\tflow', body: '<!-- -->' }), 'Ebb and flow')
    assert.equal(statusText({ title: ' \u0007', body: 'Flow', tags: ['!'] }), 'Flow')
  })
})

suite('the length of a status', () => {
  const length = (text: string) => measureText(countableText(text, 23), 'graphemes')
  const long = `https://example.org/${'a'.repeat(90)}`

  for (const [what, text, expected] of [
    ['a URL counts 23, long or short', `${long} http://a.example`, 23 + 1 + 23],
    ['what ends the sentence is not of the URL', `(${long}), ${long}.`, 1 + 23 + 3 + 23 + 1],
    ['brackets in a URL are', `https://en.example.org/wiki/Ebb_(tide)`, 23],
    ['a query and a port are', `http://a.example:8080/?b=1&c=2#d`, 23],
    ['a host without a dot is no URL', 'http://localhost/a', 18],
    ['nor is what stands in a word', `xhttps://a.example/b`, 20],
    ['a mention counts without its server', 'by @ann@social.example.', 'by @ann.'.length],
    ['a family is one character', '👨‍👩‍👧‍👦e\u0301', 2],
  ] as const) {
    test(what, () => assert.equal(length(text), expected))
  }
})
