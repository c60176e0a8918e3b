import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { renderStatus, statusTexts } from './render-status.ts'

const url = `https://tide.example/${'long/'.repeat(20)}`
const parts = ['It turns. ', 'The ferry waits, ', '*again* ', `[there](${url}) `, `${url} `, '\n\n']

const contents = fc.record({
  title: fc.constantFrom('', 'The tide', 'A very long title of it '.repeat(8)),
  body: fc.array(fc.constantFrom(...parts), { maxLength: 150 }).map((all) => all.join('')),
  tags: fc.constantFrom<string[]>([], ['sea', 'long walks']),
  url: fc.constantFrom(url, 'https://tide.example/1'),
  tooLong: fc.constantFrom('teaser' as const, 'refuse' as const),
})

const instances = fc.record({
  charactersMax: fc.integer({ min: 20, max: 6_000 }),
  charactersPerUrl: fc.integer({ min: 1, max: 100 }),
})

suite('the text of a status that may be too long', () => {
  test('is one of those that the search tries, whatever limits the server published', () => {
    fc.assert(
      fc.property(contents, fc.option(instances, { nil: undefined }), (content, instance) => {
        const { text, violation } = renderStatus({ content, instance })
        if (violation === undefined) assert.ok(statusTexts(content).includes(text), text)
      }),
    )
  })

  test('is a teaser that this server accepts', () => {
    const content = { title: 'The tide', body: 'It turns again. '.repeat(60), url } as const
    for (const charactersMax of [600, 500, 400, 250, 130]) {
      const instance = { charactersMax, charactersPerUrl: 23 }
      const { text, violation } = renderStatus({
        content: { ...content, tooLong: 'teaser' },
        instance,
      })
      assert.equal(violation, undefined)
      assert.ok(text.replace(url, 'x'.repeat(23)).length <= charactersMax)
      assert.ok(text.startsWith('The tide\n\nIt turns again.') && text.endsWith(`\n\n${url}`), text)
    }
  })
})
