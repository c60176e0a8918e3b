/** Abuses of connections that make a server work, wait or use memory. */
export type Attack = {
  readonly name: string
  readonly service: 'gateway' | 'scheduler'
  readonly connections: number
  /** What each connection sends. */
  readonly text: string
  /** Whether answers are read. */
  readonly reads: boolean
  /** Text that is sent after the first, a piece each second. */
  readonly drip?: string
  /** When a connection is closed after it was opened. */
  readonly leavesAfterMs?: number
  /** A closed connection is opened again. */
  readonly comesBack: boolean
}

type Request = { method?: string; path: string; key?: string; headers?: string; body?: string }

function ask({ method = 'GET', path, key, headers = '', body = '' }: Request): string {
  const authorization = key === undefined ? '' : `authorization: Bearer ${key}\r\n`
  return `${method} ${path} HTTP/1.1\r\nhost:x\r\n${authorization}${headers}\r\n${body}`
}

const manyMax = 1_000

type Known = { readonly key: string; readonly runId: string }

/** All attacks; `key` is a valid one, for what only callers can do. */
export function attacksWith({ key, runId }: Known): readonly Attack[] {
  const json = 'content-type: application/json\r\n'
  const noKey = ask({ path: '/api/v1/runs' })
  const list = ask({ path: '/api/v1/runs?limit=100', key })
  const tasks = ask({ path: `/api/v1/tasks?limit=200`, key })
  const wrongKey = ask({ path: '/api/v1/runs', key: 'prk_unknown' })
  const unread = { connections: manyMax, reads: false, comesBack: true }
  const read = { connections: manyMax, reads: true, comesBack: true }
  const one = { connections: 1, reads: true, comesBack: true }
  const long = 'x'.repeat(8_000)
  const gateway: Omit<Attack, 'service'>[] = [
    { ...one, name: '20,000 requests without a key in one', text: noKey.repeat(20_000) },
    {
      ...one,
      name: '20,000 requests to no route in one',
      text: ask({ path: '/nowhere' }).repeat(20_000),
    },
    {
      ...one,
      name: '20,000 posts without a key in one',
      text: ask({ method: 'POST', path: '/api/v1/publish' }).repeat(20_000),
    },
    { ...read, name: '2,000 requests without a key in each', text: noKey.repeat(2_000) },
    {
      ...read,
      name: '2,000 requests without a host in each',
      text: 'GET / HTTP/1.1\r\n\r\n'.repeat(2_000),
    },
    { ...read, name: '10 requests without a key in each', text: noKey.repeat(10) },
    { ...read, name: '10 requests with an unknown key in each', text: wrongKey.repeat(10) },
    { ...read, name: 'an unknown key, left at once', text: wrongKey, leavesAfterMs: 5 },
    { ...one, name: '500 lists in one, not read', text: list.repeat(500), reads: false },
    { ...unread, name: '10 lists in each, not read', text: list.repeat(10) },
    { ...read, name: 'a list of runs, left at once', text: list, leavesAfterMs: 20 },
    { ...read, name: 'a list of tasks, left at once', text: tasks, leavesAfterMs: 20 },
    {
      ...unread,
      name: '10 API documents in each, not read',
      text: ask({ path: '/openapi.json' }).repeat(10),
    },
    { ...unread, name: '10 metrics in each, not read', text: ask({ path: '/metrics' }).repeat(10) },
    { ...unread, name: '10 healths in each, not read', text: ask({ path: '/healthz' }).repeat(10) },
    {
      ...unread,
      name: 'a live run, not read',
      text: ask({ path: `/api/v1/runs/${runId}/events`, key }),
    },
    { ...unread, connections: 5_000, name: 'connections that ask nothing', text: '' },
    { ...read, name: 'connections that come and go', text: '', leavesAfterMs: 1 },
    {
      ...unread,
      connections: 3_000,
      name: 'headers that dribble',
      text: 'GET / HTTP/1.1\r\nhost: x\r\n',
      drip: 'x: y\r\n',
    },
    {
      ...unread,
      connections: 3_000,
      name: 'bodies that dribble, without a key',
      text: ask({ method: 'POST', path: '/api/v1/publish', headers: 'content-length: 100000\r\n' }),
      drip: ' ',
    },
    {
      ...unread,
      connections: 1_500,
      name: 'bodies that dribble, with a key',
      text: ask({
        method: 'POST',
        path: '/api/v1/publish',
        key,
        headers: `${json}content-length: 1000\r\n`,
      }),
      drip: ' ',
    },
    {
      ...read,
      name: 'headers of 16 KB',
      text: ask({ path: '/', headers: `x: ${long}\r\ny: ${long.slice(0, 7_000)}\r\n` }).repeat(10),
    },
    {
      ...read,
      name: 'headers of 64 KB',
      text: ask({ path: '/', headers: `x: ${long}\r\n`.repeat(8) }),
    },
    {
      ...read,
      name: '1,900 headers',
      text: ask({ path: '/', headers: 'a:b\r\n'.repeat(1_900) }).repeat(10),
    },
    { ...read, name: 'a path of 15 KB', text: ask({ path: `/${'a/'.repeat(7_500)}` }).repeat(10) },
    { ...read, name: 'what is no HTTP', text: '\0\r\n'.repeat(10_000) },
    {
      ...read,
      name: 'upgrades',
      text: ask({ path: '/', headers: 'connection: upgrade\r\nupgrade: websocket\r\n' }).repeat(10),
    },
    { ...read, name: 'CONNECT', text: ask({ method: 'CONNECT', path: 'x:1' }) },
    { ...read, name: 'HTTP/1.0', text: 'GET / HTTP/1.0\r\n\r\n' },
    {
      ...read,
      name: 'bodies that wait to be asked for',
      text: ask({
        method: 'POST',
        path: '/api/v1/publish',
        key,
        headers: `${json}expect: 100-continue\r\ncontent-length: 10\r\n`,
      }),
    },
    {
      ...read,
      name: 'chunks of one byte with long extensions',
      text: ask({
        method: 'POST',
        path: '/api/v1/publish',
        key,
        headers: `${json}transfer-encoding: chunked\r\n`,
        body: `1;${long}\r\n \r\n`.repeat(20),
      }),
    },
    {
      ...read,
      name: 'bodies of 2 MB in chunks of one byte',
      connections: 50,
      text: ask({
        method: 'POST',
        path: '/api/v1/publish',
        key,
        headers: `${json}transfer-encoding: chunked\r\n`,
        body: '1\r\n \r\n'.repeat(2_000_000),
      }),
    },
    {
      ...read,
      name: 'compressed bodies',
      text: ask({
        method: 'POST',
        path: '/api/v1/publish',
        key,
        headers: `${json}content-encoding: gzip\r\ncontent-length: 1000\r\n`,
        body: '\u001f\u008b'.repeat(500),
      }),
    },
  ]
  const scheduler: Omit<Attack, 'service'>[] = [
    {
      ...one,
      name: '1,600 metrics in one, not read',
      text: ask({ path: '/metrics' }).repeat(1_600),
      reads: false,
    },
    { ...unread, name: '10 metrics in each, not read', text: ask({ path: '/metrics' }).repeat(10) },
    { ...read, name: '10 metrics in each', text: ask({ path: '/metrics' }).repeat(10) },
    {
      ...read,
      name: '2,000 requests to no route in each',
      text: ask({ path: '/nowhere' }).repeat(2_000),
    },
    { ...unread, connections: 3_000, name: 'connections that ask nothing', text: '' },
    {
      ...unread,
      name: 'bodies that dribble',
      text: ask({ method: 'POST', path: '/metrics', headers: 'content-length: 9999999\r\n' }),
      drip: ' ',
    },
  ]
  return [
    ...gateway.map((attack) => ({ ...attack, service: 'gateway' as const })),
    ...scheduler.map((attack) => ({ ...attack, service: 'scheduler' as const })),
  ]
}
