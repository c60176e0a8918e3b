import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { forForem } from './for-forem.ts'

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
    test(what, () => assert.equal(forForem(markdown), sent))
})

suite('what Forem would remove', () => {
  for (const [what, markdown, sent] of [
    [
      'is text if it is no tag',
      'Reply to <all>, List<String> </x>',
      'Reply to &lt;all>, List&lt;String> &lt;/x>',
    ],
    ['is text if it hides what follows', 'the <script> tag', 'the &lt;script> tag'],
    [
      'stays if it is a tag, an address or a comparison',
      '<b>a</b> <br/> <https://a.example> <a@b.example> 1 <b',
      '<b>a</b> <br/> <https://a.example> <a@b.example> 1 <b',
    ],
    ['stays in code', '`<all>` and\n\n    <all>', '`<all>` and\n\n    <all>'],
    [
      'is a link if it shows something',
      '<iframe src="https://v.example/e?a=1&amp;b=2"></iframe>',
      '<https://v.example/e?a=1&b=2>\n',
    ],
    [
      'is no mail address in a handle',
      'find @ann@social.example or ann@a.example',
      'find @ann&#64;social.example or ann@a.example',
    ],
  ] as const)
    test(what, () => assert.equal(forForem(markdown), sent))
})
