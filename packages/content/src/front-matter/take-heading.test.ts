import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { takeHeading } from './take-heading.ts'

suite('the heading that a text begins with', () => {
  const headingOf = (text: string) => takeHeading(text)?.heading

  test('is its first line that is not blank, without its marks', () => {
    for (const text of ['# A b\nText.', '\n \n#   A b  \r\nText.', '# A b ##  \nText.', '# A b'])
      assert.equal(headingOf(text), 'A b', text)
    assert.equal(takeHeading('# A\r\n\r\nText.')?.rest.trim(), 'Text.')
  })

  test('keeps a # that belongs to it', () => {
    assert.equal(headingOf('# Learning C#'), 'Learning C#')
    assert.equal(headingOf('# Number #1 #'), 'Number #1')
  })

  test('is no other line', () => {
    for (const text of ['', 'Text.\n# A', '## A', '#A', '#', '# \nText.', '# #\nText.'])
      assert.equal(headingOf(text), undefined, text)
  })

  // A quadratic search would not end for hours.
  test('is found in linear time', () => {
    const size = 4_000_000
    for (const run of [' ', '#', ' #', '# ', '\t']) {
      const runs = run.repeat(size / run.length)
      assert.ok(headingOf(`# a${runs}b`)?.endsWith('b'))
      assert.equal(headingOf(`${runs.replaceAll('#', ' ')}\n# a`), 'a')
    }
    assert.equal(headingOf(`# a${'\n'.repeat(size)}b`), 'a')
  })
})
