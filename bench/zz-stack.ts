import { fork } from 'node:child_process'
import { createServer } from 'node:http'
import { migrate, openDatabase, commandHandler, processMint, defaultProjectId, seal, secretKey } from '@pressrun/db'
import pg from 'pg'
const [base, nats] = [process.argv[2]!, process.argv[3]!]
const name = 'spike_' + Date.now()
{ const c = new pg.Client(base); await c.connect(); await c.query(`create database ${name}`); await c.end() }
const url = base.replace(/\/[^/]*$/, '/' + name)
await migrate(url)
let posts = 0; const keys = new Set<string>(); let dup = 0
const sink = createServer((q, r) => { q.resume(); q.on('end', () => { posts++; const k = q.headers['idempotency-key'] as string; if (keys.has(k)) dup++; keys.add(k); r.end('{}') }) })
await new Promise<void>((ok) => sink.listen(0, '127.0.0.1', ok))
const sinkUrl = `http://127.0.0.1:${(sink.address() as any).port}/x`
const secret = 'x'.repeat(32)
const profile = process.argv[4]
const kids = ['scheduler', 'publisher', 'analytics'].map((s) => { const k = fork(`/work/main/services/${s}/src/main.ts`, { env: { ...process.env, DATABASE_URL: url, NATS_URL: nats, PRESSRUN_SECRET_KEY: secret, PRESSRUN_PRIVATE_TARGETS: '127.0.0.1', LOG_LEVEL: 'warn' }, execArgv: process.env.SEMI ? ['--max-semi-space-size=' + process.env.SEMI] : profile ? ['--cpu-prof', '--cpu-prof-dir=/tmp/prof', `--cpu-prof-name=${s}.cpuprofile`] : [] }); return { s, k, ready: new Promise((ok) => k.on('message', ok)) } })
await Promise.all(kids.map((k) => k.ready)); console.log('services ready')
const db = openDatabase({ url }); const mint = processMint()
const handle = commandHandler({ pool: db.pool, mint, now: Date.now }); const meta = { projectId: defaultProjectId, actor: 'spike' }
await db.pool.query(`insert into snapshots (sha256, content) values ('x', $1)`, [JSON.stringify({ title: 'T', body: 'b'.repeat(700) })])
const accounts = Array.from({ length: 100 }, () => mint('account'))
await Promise.all(accounts.map((a) => { const s = seal({}, a, secretKey(secret)); return handle({ meta, command: { type: 'ConnectAccount', accountId: a, projectId: defaultProjectId, platform: 'webhook', name: a, settings: { url: sinkUrl }, limits: { maxInFlight: 64 } }, alongside: [{ text: 'insert into account_credentials (account_id, version, sealed, key_id) values ($1, 1, $2, $3)', values: [a, s.sealed, s.keyId] }] }) }))
const run = () => handle({ meta, command: { type: 'CreateRun', runId: mint('run'), tasks: accounts.map((accountId, ordinal) => ({ taskId: mint('task'), accountId, platform: 'webhook', ordinal })), projectId: defaultProjectId, snapshot: 'x', title: 't', priority: 5, concurrency: 1000, start: true, now: Date.now() } })
const counted = async () => Number((await db.pool.query('select coalesce(sum(posts_success),0) n from analytics_hourly')).rows[0].n)
const until = async (n: number) => { const t0 = Date.now(); while ((await counted()) < n) { await new Promise((r) => setTimeout(r, 20)); if (Date.now() - t0 > 60000) { console.log('TIMEOUT', posts, await counted(), (await db.pool.query('select status, count(*) from tasks group by 1')).rows); break } } }
let total = 0
for (const n of [5, 100, 100]) { const t = performance.now(); const cpu0 = kids.map(k => cpu(k.k.pid!)); await Promise.all(Array.from({ length: n }, run)); const tc = performance.now(); total += n * 100; while (posts < total && performance.now() - t < 60000) await new Promise(r => setTimeout(r, 5)); const tp = performance.now(); await until(total); const ms = performance.now() - t; console.log(n * 100, 'create', (tc - t).toFixed(0), 'posted', (tp - t).toFixed(0), 'counted', ms.toFixed(0), 'tasks/s', (n * 100 / ms * 1000).toFixed(0), 'dup', dup, kids.map((k, i) => k.s + ' ' + (cpu(k.k.pid!) - cpu0[i]!).toFixed(2)).join(', ')) }
await new Promise(r => setTimeout(r, 1000))
// idle latency
const lat: number[] = []
for (let i = 0; i < 50; i++) { const t = performance.now(); const p0 = posts; await handle({ meta, command: { type: 'CreateRun', runId: mint('run'), tasks: [{ taskId: mint('task'), accountId: accounts[i]!, platform: 'webhook', ordinal: 0 }], projectId: defaultProjectId, snapshot: 'x', title: 't', priority: 5, concurrency: 10, start: true, now: Date.now() } }); while (posts === p0) await new Promise(r => setImmediate(r)); lat.push(performance.now() - t); await new Promise(r => setTimeout(r, 50)) }
lat.sort((a, b) => a - b); console.log('latency p50', lat[25]!.toFixed(1), 'p90', lat[45]!.toFixed(1), 'max', lat[49]!.toFixed(1))
await new Promise(r => setTimeout(r, 1000))
console.log((await db.pool.query('select status, count(*) from runs group by 1')).rows, (await db.pool.query('select status, count(*) from tasks group by 1')).rows)
for (const k of kids) k.k.kill('SIGTERM'); await Promise.all(kids.map((k) => new Promise((ok) => k.k.on('exit', (c) => { console.log(k.s, 'exit', c); ok(0) }))))
sink.close(); sink.closeAllConnections(); await db[Symbol.asyncDispose]()
import { readFileSync } from 'node:fs'
function cpu(pid: number) { const f = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' '); return (Number(f[11]) + Number(f[12])) / 100 }
