import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { withoutLiquid } from './without-liquid.ts'

suite('Liquid in an article', () => {
  for (const [what, markdown, sent] of [
    [
      'is text',
      'Hello {{ name }}, {% youtube x %}',
      'Hello {% raw %}{{{% endraw %} name }}, {% raw %}{%{% endraw %} youtube x %}',
    ],
    ['is code in code', 'a `{{ x }}` and ``{% y ` %}``', 'a `{{ x }}` and ``{% y ` %}``'],
    [
      'is code in a fence, and text after it',
      '```\n{{ x }}\n```\n{{ y }}',
      '```\n{{ x }}\n```\n{% raw %}{{{% endraw %} y }}',
    ],
    ['is code in a fence that does not end', '~~~\n{{ x }}', '~~~\n{{ x }}'],
    [
      'is text beside code that begins a line',
      '```a``` {{ x }}',
      '```a``` {% raw %}{{{% endraw %} x }}',
    ],
    ['is text between code and code', '`a` {{ x }} `b`', '`a` {% raw %}{{{% endraw %} x }} `b`'],
    ['is nothing without two signs', 'a { b } 100%', 'a { b } 100%'],
  ] as const)
    test(what, () => assert.equal(withoutLiquid(markdown), sent))
})
