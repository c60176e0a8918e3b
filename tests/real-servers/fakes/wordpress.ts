import type { Dialect, Exchange } from './exchange.ts'

const contents: readonly (readonly [name: string, content: string])[] = [
  ['a paragraph', '<p>Plain <em>words</em>.</p>'],
  ['a break in the source', '<p>one\ntwo</p>'],
  ['code', '<pre><code>a\n  b\n</code></pre>'],
  ['a shortcode', '<p>Some [gallery ids="1"] there, [caption]x[/caption] here.</p>'],
  ['an escaped shortcode', '<p>Some &#91;gallery] there.</p>'],
  ['a shortcode in code', '<p>Write <code>[gallery]</code>.</p>'],
  ['smileys', '<p>ha :-D and ;-) or :-( and (c)</p>'],
  ['a hard break', '<p>one<br />\ntwo</p>'],
  ['a list', '<ul>\n<li>one</li>\n<li>two</li>\n</ul>'],
]

const basic = (username: unknown, password: string) =>
  `Basic ${Buffer.from(`${String(username)}:${password}`).toString('base64')}`

const api = '/wp-json/wp/v2'

const rendered = contents.map(([name, content]): Exchange => ({
  name: `${name} is shown`,
  method: 'POST',
  path: () => `${api}/posts`,
  body: () => ({ title: name, content, status: 'publish' }),
  kept: ({ content, status }) => ({ raw: content.raw, rendered: content.rendered.trim(), status }),
}))

const drafts: readonly Exchange[] = [
  {
    name: 'a draft is made',
    method: 'POST',
    path: () => `${api}/posts?_fields=id,status,slug`,
    body: () => ({ title: 'A draft', content: '<p>x</p>', status: 'draft', slug: 'a-draft-q1' }),
    kept: ({ status, slug }) => ({ status, slug }),
    learned: ({ id }) => ({ draft: String(id) }),
  },
  {
    name: 'a second one gets another slug',
    method: 'POST',
    path: () => `${api}/posts?_fields=id,status,slug`,
    body: () => ({ title: 'A draft', content: '<p>x</p>', status: 'draft', slug: 'a-draft-q1' }),
    kept: ({ status, slug }) => ({ status, slug }),
  },
  {
    name: 'nobody sees it',
    as: 'nobody',
    path: () => `${api}/posts?slug=a-draft-q1`,
    kept: (list) => list.length,
  },
  {
    name: 'nobody may ask for it',
    as: 'nobody',
    path: () => `${api}/posts?slug=a-draft-q1&status=any`,
    kept: ({ code }) => code,
  },
  {
    name: 'who has a wrong password may not either',
    as: 'stranger',
    path: () => `${api}/posts?slug=a-draft-q1&status=any,trash&context=edit`,
    kept: ({ code }) => code,
  },
  {
    name: 'its editor finds it',
    path: () => `${api}/posts?slug=a-draft-q1&status=any,trash&context=edit&_fields=id,status`,
    kept: (list, { draft }) =>
      list.map(({ id, status }: { id: number; status: string }) => [String(id) === draft, status]),
  },
  {
    name: 'it is published',
    method: 'POST',
    path: ({ draft }) => `${api}/posts/${draft}?_fields=id,status,slug`,
    body: () => ({ status: 'publish' }),
    kept: ({ status, slug }) => ({ status, slug }),
  },
  {
    name: 'in the trash it has another slug',
    method: 'DELETE',
    path: ({ draft }) => `${api}/posts/${draft}?_fields=id,status,slug`,
    kept: ({ status, slug }) => ({ status, slug }),
  },
]

export const wordpressDialect: Dialect = {
  authorization: ({ settings, credentials }, caller) =>
    basic(
      settings['username'],
      caller === 'owner' ? String(credentials['applicationPassword']) : 'abcd efgh',
    ),
  exchanges: [
    {
      name: 'a wrong password is nobody',
      as: 'stranger',
      path: () => `${api}/users/me?context=edit`,
      kept: ({ code }) => code,
    },
    {
      name: 'a wrong password makes nothing',
      as: 'stranger',
      method: 'POST',
      path: () => `${api}/posts`,
      body: () => ({ title: 'never', status: 'draft' }),
      kept: ({ code }) => code,
    },
    {
      name: 'nothing at all is no post',
      method: 'POST',
      path: () => `${api}/posts`,
      body: () => ({ status: 'draft' }),
      kept: ({ code }) => code,
    },
    ...rendered,
    ...drafts,
  ],
}
