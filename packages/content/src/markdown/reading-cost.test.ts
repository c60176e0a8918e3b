import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { isQuickToRead } from './reading-cost.ts'

const article = `## Ferries

The **first** left at *six*, as [the timetable](https://a.example/) says, and \`ferry\` was late.

- the harbour
- the shore

| from | to |
|---|---|
| Harbour | Shore |

`

suite('the cost of parsing a text', () => {
  for (const [what, text, isQuick] of [
    ['an article of 3 KB', article.repeat(16), true],
    ['prose of 15 KB', `${'The first ferry left at six. '.repeat(10)}\n\n`.repeat(50), true],
    ['a table of ten columns and ten rows', `${'|a'.repeat(10)}\n`.repeat(12), true],
    ['a long text', 'a '.repeat(10_000), false],
    ['emphasis without end', '*a **b '.repeat(300), false],
    ['a table of many columns and rows', `${'|a'.repeat(100)}\n${'|a\n'.repeat(100)}`, false],
    ['the same with carriage returns', `${'|a'.repeat(100)}\r${'|a\r'.repeat(100)}`, false],
  ] as const)
    test(`${what} is ${isQuick ? '' : 'not '}quick`, () =>
      assert.equal(isQuickToRead(text), isQuick))
})
