import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { visible } from './visible.ts'

suite('foreign text on the terminal', () => {
  const cases: [string, string][] = [
    ['Grüße, 世界 👋', 'Grüße, 世界 👋'],
    ['\u001b[2Jgone', '\\x1b[2Jgone'],
    ['\u001b]0;title\u0007', '\\x1b]0;title\\x07'],
    ['two\r\nlines\tand a tab', 'two\\r\\nlines\\tand a tab'],
    ['\u009b31m', '\\x9b31m'],
    ['delete\u007f', 'delete\\x7f'],
    ['line\u2028separator', 'line\\u2028separator'],
    ['gpj\u202eexe.', 'gpj\\u202eexe.'],
    ['\u2066isolated\u2069', '\\u2066isolated\\u2069'],
    ['half a pair: \ud83d', 'half a pair: \\ud83d'],
  ]
  for (const [text, shown] of cases)
    test(JSON.stringify(text), () => assert.equal(visible(text), shown))
})
