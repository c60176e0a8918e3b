import type { Dialect } from './exchange.ts'

const xrpc = (method: string) => `/xrpc/com.atproto.${method}`
const rkey = '3kaaaaaaaaa2a'
const record = {
  $type: 'app.bsky.feed.post',
  text: 'Plain words',
  createdAt: '2026-11-28T12:00:00.000Z',
}

const put = (change: object) => (known: Readonly<Record<string, string>>) => ({
  repo: known['did'],
  collection: 'app.bsky.feed.post',
  rkey,
  swapRecord: null,
  record: { ...record, ...change },
})

export const blueskyDialect: Dialect = {
  authorization: (_account, caller, { jwt }) =>
    `Bearer ${caller === 'owner' ? (jwt ?? '') : 'not.a.token'}`,
  exchanges: [
    {
      name: 'a wrong password opens no session',
      as: 'nobody',
      method: 'POST',
      path: () => xrpc('server.createSession'),
      body: ({ identifier }) => ({ identifier, password: 'abcd-efgh-ijkl-mnop' }),
      kept: ({ error }) => error,
    },
    {
      name: 'a session is opened',
      as: 'nobody',
      method: 'POST',
      path: () => xrpc('server.createSession'),
      body: ({ identifier, appPassword }) => ({ identifier, password: appPassword }),
      kept: ({ handle, active }, { identifier }) => ({ isOurs: handle === identifier, active }),
      learned: ({ accessJwt, did }) => ({ jwt: accessJwt, did }),
    },
    {
      name: 'a wrong token writes nothing',
      as: 'stranger',
      method: 'POST',
      path: () => xrpc('repo.putRecord'),
      body: put({}),
      kept: ({ error }) => error,
    },
    {
      name: 'a post is put',
      method: 'POST',
      path: () => xrpc('repo.putRecord'),
      body: put({}),
      kept: ({ uri, commit }, { did }) => ({
        uri: uri.replace(did, 'did'),
        isCommitted: commit !== undefined,
      }),
    },
    {
      name: 'the same again changes nothing',
      method: 'POST',
      path: () => xrpc('repo.putRecord'),
      body: put({}),
      kept: ({ uri, commit }, { did }) => ({
        uri: uri.replace(did, 'did'),
        isCommitted: commit !== undefined,
      }),
    },
    {
      name: 'another in its place is refused',
      method: 'POST',
      path: () => xrpc('repo.putRecord'),
      body: put({ text: 'Other words' }),
      kept: ({ error }) => error,
    },
    {
      name: 'more than 300 graphemes are refused',
      method: 'POST',
      path: () => xrpc('repo.putRecord'),
      body: (known) => ({ ...put({ text: 'a'.repeat(301) })(known), rkey: '3kaaaaaaaaa3a' }),
      kept: ({ error }) => error,
    },
    {
      name: 'the post is read',
      as: 'nobody',
      path: ({ did }) =>
        `${xrpc('repo.getRecord')}?repo=${did}&collection=app.bsky.feed.post&rkey=${rkey}`,
      kept: ({ value }) => value,
    },
    {
      name: 'what is not there is not found',
      as: 'nobody',
      path: ({ did }) =>
        `${xrpc('repo.getRecord')}?repo=${did}&collection=app.bsky.feed.post&rkey=3kaaaaaaaaazz`,
      kept: ({ error }) => error,
    },
  ],
}
