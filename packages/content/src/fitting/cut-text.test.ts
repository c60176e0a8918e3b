import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { cutText } from './cut-text.ts'

const within = (max: number) => (text: string) => text.length <= max

suite('cutting a text', () => {
  for (const [how, text, max, cut] of [
    ['stays whole where it fits', 'One. Two.', 9, 'One. Two.'],
    [
      'ends after a sentence',
      'It is one thing. It is another thing entirely.',
      24,
      'It is one thing.',
    ],
    [
      'ends after a word where a sentence would be too little',
      'No. That is a long story about a ship.',
      30,
      'No. That is a long story…',
    ],
    ['leaves no comma at its end', 'First, second, third, fourth', 16, 'First, second…'],
    ['keeps an address whole', 'See https://example.org/a?b=c.d!e for all of it', 30, 'See…'],
    [
      'ends after a word of Japanese',
      '今日は天気がいいので散歩に行きました',
      10,
      '今日は天気がいい…',
    ],
    ['ends in a word where it is all there is', 'Donaudampfschifffahrt', 10, 'Donaudamp…'],
    ['keeps a family together', '👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦', 13, '👨‍👩‍👧‍👦…'],
    ['is nothing where nothing fits', 'https://example.org/', 10, ''],
  ] as const)
    test(how, () => assert.equal(cutText(text, within(max)), cut))

  test('takes no longer for a single word', () => {
    const before = process.threadCpuUsage()
    cutText('a'.repeat(2_000), within(500))
    const { user } = process.threadCpuUsage(before)
    assert.ok(user < 1_000_000, `${user / 1_000} ms`)
  })

  test('always fits, begins as the text does, and never ends within a grapheme', () => {
    const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })
    const words = fc.array(fc.string({ unit: 'grapheme', maxLength: 8 }), { maxLength: 20 })
    fc.assert(
      fc.property(words, fc.nat(60), (parts, max) => {
        const text = parts.join(' ')
        const cut = cutText(text, within(max))
        if (cut === '') return
        assert.ok(cut.length <= max)
        if (cut === text) return
        const kept = text.startsWith(cut) ? cut : cut.slice(0, -1)
        assert.ok(text.startsWith(kept))
        const ends = Array.from(graphemes.segment(text), (each) => each.index + each.segment.length)
        assert.ok(kept === '' || ends.includes(kept.length), JSON.stringify([text, cut]))
      }),
    )
  })
})
