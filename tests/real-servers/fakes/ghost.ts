import { createHmac } from 'node:crypto'
import type { Dialect, Exchange } from './exchange.ts'

const card = (html: string) => `<!--kg-card-begin: html-->${html}<!--kg-card-end: html-->`

const contents: readonly (readonly [name: string, html: string])[] = [
  ['a paragraph', '<p>Plain <em>words</em> and <code>code</code>.</p>'],
  ['a list', '<ul><li>one</li><li>two</li></ul>'],
  [
    'code in a list',
    '<ol><li><p>step</p><pre><code>npm i</code></pre></li><li><p>next</p></li></ol>',
  ],
  [
    'code between items',
    '<ol>\n<li>\n<p>step</p>\n<pre><code>npm i</code></pre>\n</li>\n<li>\n<p>next</p>\n</li>\n</ol>',
  ],
  ['paragraphs in an item', '<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>'],
  ['a list in a list', '<ul><li>a<ul><li>b</li></ul></li></ul>'],
  ['a picture in a line', '<p>see <img src="https://e.example/1.png" alt="one"> here</p>'],
  ['a picture', '<p><img src="https://e.example/1.png" alt="one"></p>'],
  [
    'a table',
    '<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>',
  ],
  ['a code block', '<pre><code class="language-ts">a &lt; b\n</code></pre>'],
  ['a heading', '<h2>Two <em>words</em></h2><p>text</p>'],
  ['code in a quote', '<blockquote><p>q</p><pre><code>make</code></pre></blockquote>'],
  ['a quote in a quote', '<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>'],
  [
    'a picture in a link',
    '<p><a href="https://e.example/go"><img src="https://e.example/2.png" alt="alt"></a></p>',
  ],
  ['what is struck out', '<p>now <del>gone</del></p>'],
  ['keys', '<p>press <kbd>C</kbd> <mark>m</mark> b</p>'],
  ['an HTML card', card('<ol><li><p>step</p><pre><code>npm i</code></pre></li></ol>')],
]

const api = '/ghost/api/admin'

const shown = contents.map(([name, html]): Exchange => ({
  name: `${name} is shown`,
  method: 'POST',
  path: () => `${api}/posts/?source=html&formats=html`,
  body: () => ({ posts: [{ title: name, html, status: 'draft' }] }),
  kept: ({ posts, errors }) => (errors ? errors[0].context : [posts[0].html, posts[0].status]),
  learned: ({ posts: [post] }) => ({ id: post.id, updatedAt: post.updated_at }),
}))

/** https://ghost.org/docs/admin-api/#token-authentication */
function token(key: string): string {
  const [id, secret = ''] = key.split(':')
  const now = Math.floor(Date.now() / 1_000)
  const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const head = encoded({ alg: 'HS256', typ: 'JWT', kid: id })
  const claims = encoded({ iat: now, exp: now + 60, aud: '/admin/' })
  const signature = createHmac('sha256', Buffer.from(secret, 'hex')).update(`${head}.${claims}`)
  return `Ghost ${head}.${claims}.${signature.digest('base64url')}`
}

export const ghostDialect: Dialect = {
  authorization: ({ credentials }, caller) => {
    const key = String(credentials['adminApiKey'])
    return token(caller === 'owner' ? key : `${key.split(':')[0]}:${'00'.repeat(32)}`)
  },
  exchanges: [
    {
      name: 'a wrong key reads nothing',
      as: 'stranger',
      path: () => `${api}/posts/`,
      kept: ({ errors: [error] }) => ({ type: error.type, code: error.code }),
    },
    {
      name: 'an empty title is taken',
      method: 'POST',
      path: () => `${api}/posts/`,
      body: () => ({ posts: [{ title: '', status: 'draft' }] }),
      kept: ({ posts: [post] }) => ({ title: post.title, status: post.status }),
    },
    {
      name: 'a title of a blank is refused',
      method: 'POST',
      path: () => `${api}/posts/`,
      body: () => ({ posts: [{ title: ' ', status: 'draft' }] }),
      kept: ({ errors: [error] }) => ({ type: error.type }),
    },
    ...shown,
    {
      name: 'who has not seen the last change may not make another',
      method: 'PUT',
      path: ({ id }) => `${api}/posts/${id}/`,
      body: () => ({ posts: [{ status: 'published', updated_at: '2020-01-01T00:00:00.000Z' }] }),
      kept: ({ errors: [error] }) => ({ type: error.type, code: error.code }),
    },
    {
      name: 'a draft is published',
      method: 'PUT',
      path: ({ id }) => `${api}/posts/${id}/`,
      body: ({ updatedAt }) => ({ posts: [{ status: 'published', updated_at: updatedAt }] }),
      kept: ({ posts: [post] }) => ({ status: post.status }),
    },
  ],
}
