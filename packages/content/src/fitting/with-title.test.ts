import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { withTitle } from './with-title.ts'

suite('content without a title, for a platform that requires one,', () => {
  const split = (body: string) => {
    const { title, body: rest } = withTitle({ title: '', body })
    return [title, rest]
  }

  test('uses its first sentence as the title, and goes on behind it', () => {
    assert.deepEqual(split('The tide is high. We wait.'), ['The tide is high.', 'We wait.'])
    assert.deepEqual(split('The tide is high\n\nWe *wait*.'), ['The tide is high', 'We *wait*.'])
    assert.deepEqual(split('潮が高い。 待つ。'), ['潮が高い。', '待つ。'])
  })

  test('repeats its sentence where there is nothing else', () => {
    assert.deepEqual(split('The tide is high.'), ['The tide is high.', 'The tide is high.'])
  })

  test('keeps a sentence with marks, and uses its first words as the title', () => {
    for (const [body, title] of [
      [
        'The [tide](https://t.example/) is high. We wait.',
        'The tide (https://t.example/) is high. We wait.',
      ],
      ['**High** tide.', 'High tide.'],
      ['- high\n- low', '- high - low'],
      [`${'High and '.repeat(50)}low`, `${'High and '.repeat(11).trim()}…`],
    ] as const)
      assert.deepEqual(split(body), [title, body])
  })

  test('keeps the title that it has', () => {
    const content = { title: 'A', body: 'The tide is high. We wait.' }
    assert.equal(withTitle(content), content)
  })
})
