import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { saidOnce } from './said-once.ts'

suite('a note without a title', () => {
  const url = 'https://x.example/1'
  const said = (body: string, at = url) => {
    const { title, body: rest } = saidOnce({ title: 'first words', body, url: at })
    return [title, rest]
  }
  const asItIs = (body: string) => ['first words', body]

  test('begins with one, and goes on behind it', () => {
    assert.deepEqual(said('The tide is high. We wait.'), ['The tide is high.', 'We wait.'])
    assert.deepEqual(said('The tide is high\n\nWe *wait*.'), ['The tide is high', 'We *wait*.'])
    assert.deepEqual(said('潮が高い。 待つ。'), ['潮が高い。', '待つ。'])
  })

  test('of one sentence is followed by its link', () => {
    assert.deepEqual(said('The tide is high.'), ['The tide is high.', url])
    assert.deepEqual(said('High', url), ['High', url])
  })

  test('of one sentence and no link is said as it is', () => {
    assert.deepEqual(said('The tide is high.', ''), asItIs('The tide is high.'))
  })

  test('keeps what a title cannot say', () => {
    for (const body of [
      'The [tide](https://t.example/) is high. We wait.',
      '**High** tide.',
      '- high\n- low',
      '1. high',
      '> high',
      '![](https://x.example/a.png)',
      `${'High and '.repeat(50)}low`,
    ])
      assert.deepEqual(said(body), asItIs(body))
  })
})
