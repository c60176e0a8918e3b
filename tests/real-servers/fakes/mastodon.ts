import type { Dialect, Exchange } from './exchange.ts'

const texts: readonly (readonly [name: string, text: string])[] = [
  ['plain', 'Plain words, 2 lines\nand a paragraph.\n\nThe end.'],
  ['a link', 'See https://example.org/a_b?x=1&y=2 and docs (https://example.org/docs).'],
  ['a picture', 'Look: a red kite (https://example.org/kite.png)'],
  ['signs', 'AT&T: 1 < 2 and "so"'],
  ['smileys', 'ha :-D and ;-) <3'],
  ['a local mention', 'Thanks to @alice for this'],
  ['code', 'if (a < b && c > d) x[1](y)'],
]

const posted = texts.flatMap(([name, status]): Exchange[] => [
  {
    name: `${name} is posted`,
    method: 'POST',
    path: () => '/api/v1/statuses',
    body: () => ({ status, visibility: 'public' }),
    kept: ({ visibility }) => ({ visibility }),
    learned: ({ id }) => ({ [name]: id }),
  },
  {
    name: `${name} has its source`,
    path: (known) => `/api/v1/statuses/${known[name]}/source`,
    kept: ({ text }) => text,
  },
])

/** A private status, which is found by its id and in no list. */
const hidden: readonly Exchange[] = [
  {
    name: 'a private status is posted',
    method: 'POST',
    path: () => '/api/v1/statuses',
    body: () => ({ status: 'for followers', visibility: 'private' }),
    kept: ({ visibility }) => ({ visibility }),
    learned: ({ id }) => ({ hidden: id }),
  },
  {
    name: 'a private status is in no list, not even for its author',
    path: ({ self }) => `/api/v1/accounts/${self}/statuses?limit=40`,
    kept: (list, { hidden }) => list.some(({ id }: { id: string }) => id === hidden),
  },
]

export const mastodonDialect: Dialect = {
  authorization: ({ credentials }, caller) =>
    `Bearer ${caller === 'owner' ? '' : 'revoked-'}${String(credentials['accessToken'])}`,
  exchanges: [
    {
      name: 'there is no second version of what an instance says',
      path: () => '/api/v2/instance',
      kept: () => undefined,
    },
    {
      name: 'the first version says who it is and how long a status may be',
      path: () => '/api/v1/instance',
      kept: ({ version, configuration }) => ({
        isSnac: /\bsnac\//.test(version),
        charactersMax: configuration.statuses.max_characters,
      }),
    },
    {
      name: 'nodeinfo is where the well-known address says',
      path: () => '/.well-known/nodeinfo',
      kept: ({ links }) => links.map(({ rel }: { rel: string }) => rel),
      learned: ({ links }) => ({ nodeinfo: links[0].href }),
    },
    {
      name: 'the account is told who it is',
      path: () => '/api/v1/accounts/verify_credentials',
      kept: ({ id, username, url }) => [typeof id, typeof username, typeof url],
      learned: ({ id }) => ({ self: id }),
    },
    {
      name: 'a wrong token is 422 without a word where the account is asked for',
      as: 'stranger',
      path: () => '/api/v1/accounts/verify_credentials',
      kept: (body) => body,
    },
    {
      name: 'a wrong token is 401 where something is posted',
      as: 'stranger',
      method: 'POST',
      path: () => '/api/v1/statuses',
      body: () => ({ status: 'never' }),
      kept: () => undefined,
    },
    ...posted,
    {
      name: 'the list has the posted ones, as readers see them',
      path: ({ self }) => `/api/v1/accounts/${self}/statuses?limit=40`,
      kept: (list, known) =>
        texts.map(([name]) => {
          const found = list.find(({ id }: { id: string }) => id === known[name])
          return String(found?.content).replace(
            /(localhost|127\.0\.0\.1):\d+(\/mastodon)?/g,
            'host',
          )
        }),
    },
    ...hidden,
    {
      name: 'the list has neither a limit nor pages',
      path: ({ self, plain }) => `/api/v1/accounts/${self}/statuses?limit=2&max_id=${plain}`,
      kept: (list) => list.length,
    },
  ],
}
