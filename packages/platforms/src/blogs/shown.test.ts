import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { renderHtml } from '@pressrun/content'
import { htmlToText } from '@pressrun/content/html'
import { publish } from '../testing/publish.ts'
import { blogs, openBlog } from './fake-blog.fixture.ts'

/** Constructs that real blogs were seen to damage: text, and its order. */
const bodies = {
  'code in a numbered list': '1. step\n\n   ```\n   npm i\n   ```\n\n2. next',
  'a picture that is a link': '[![a boat](https://a.example/2.png)](https://a.example/go)',
  'code in a quote': '> said\n>\n> ```\n> npm i\n> ```',
  'several paragraphs in an item': '- a\n\n  second paragraph\n\n- b',
  'a list in a quote, a quote in a quote': '> - one\n> - two\n>\n> > deeper',
  'what is struck out': 'old ~~gone~~ new',
  'keys and marks': 'press <kbd>C</kbd> <mark>now</mark> b',
  'a paragraph that is wrapped': 'one\ntwo\nthree',
  'what looks like a shortcode':
    'write `[gallery ids="1"]`, or [caption]x[/caption]\n\n    [embed]y[/embed]',
  'a list of tasks': '- [x] done\n- [ ] open',
}

for (const connector of blogs)
  suite(`the text that readers of ${connector.platform} see`, () => {
    for (const [what, body] of Object.entries(bodies))
      test(`includes all of ${what}`, async () => {
        await using blog = await openBlog(connector)
        const outcome = await publish(connector, blog.job({ overrides: { body } }), blog.tools)
        assert.equal(outcome.outcome, 'published')
        const [post] = blog.fakes.ledger.of(connector.platform)
        const meant = renderHtml(body)
        assert.ok(typeof meant === 'string')
        assert.equal(htmlToText(String(post?.text)), htmlToText(meant))
        assert.equal(count(String(post?.text), '<br'), 0)
        assert.equal(count(String(post?.text), '<img'), count(meant, '<img'))
      })

    test("is no title where there is none, except Ghost's own substitute", async () => {
      await using blog = await openBlog(connector)
      const content = { title: '', body: 'The tide turns.' }
      await publish(connector, blog.job({ content }), blog.tools)
      assert.deepEqual(await blog.posts(), [connector.platform === 'ghost' ? '(Untitled)' : ''])
    })
  })

const count = (html: string, tag: string) => html.split(tag).length - 1
