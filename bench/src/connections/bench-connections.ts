import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { table } from '../report/table.ts'
import { attacksWith, type Attack } from './attacks.ts'
import { readConnectionsOptions } from './options.ts'
import type { AttackOrder } from './attacker.ts'
import { openTarget, type Target } from './target.ts'

const attacker = fileURLToPath(new URL('./attacker.ts', import.meta.url))
const warmUpMs = 1_000
const sampleEveryMs = 50

const heads = [
  'sent to',
  'what',
  'connections',
  'longest block of any process, CPU ms',
  'most memory of the one attacked, MB',
  'a healthy post beside it, ms',
  'CPU ms of the one attacked meanwhile',
  'a probe beside it, ms',
]

type Figures = {
  readonly blockMs: number
  readonly megabytes: number
  readonly postMs: number
  /** Processor time, which hardly depends on other work of the machine. */
  readonly postCpuMs: number
  readonly probeMs: number
}

/** `npm run bench -- connections`: abuses of connections, and which callers they delay. */
export async function benchConnections(args: string[]): Promise<void> {
  const { only, seconds, checkout } = readConnectionsOptions(args)
  const say = (line: string) => process.stdout.write(`${line}\n`)
  await using target = await openTarget(checkout)
  await target.healthyPost()
  say(`before: ${JSON.stringify(target.taken())}`)
  const attacks = attacksWith(target).filter(({ name, service }) =>
    new RegExp(only).test(`${service} ${name}`),
  )
  const rows: (string | number)[][] = []
  for (const attack of attacks) {
    const { blockMs, megabytes, postMs, postCpuMs, probeMs } = await measure(
      target,
      attack,
      seconds,
    )
    const figures = [blockMs, megabytes, postMs, postCpuMs, probeMs].map(Math.round)
    rows.push([attack.service, attack.name, attack.connections, ...figures])
    say(rows.at(-1)?.join(' | ') ?? '')
  }
  say('')
  table(heads, rows).forEach(say)
  const most = (column: number) => Math.max(...rows.map((row) => Number(row[column])))
  say(
    `\nlongest block ${most(3)} ms, most memory ${most(4)} MB; slowest healthy post ${most(5)} ms`,
  )
}

async function measure(target: Target, attack: Attack, seconds: number): Promise<Figures> {
  const { service } = attack
  const startedAt = Date.now()
  let megabytes = 0
  const watch = setInterval(() => {
    megabytes = Math.max(megabytes, target.taken()[service]?.megabytes ?? 0)
  }, sampleEveryMs)
  const child = fork(attacker)
  child.send({ attack, port: target.portOf(service) } satisfies AttackOrder)
  await pause(warmUpMs)
  const until = Date.now() + seconds * 1_000
  const beside = { postMs: 0, postCpuMs: 0, probeMs: 0 }
  const cpuMs = () => target.taken()[service]?.cpuMs ?? 0
  do {
    const cpuMsBefore = cpuMs()
    const post = timed(target.healthyPost).then((ms) => [ms, cpuMs() - cpuMsBefore] as const)
    const [[postMs, postCpuMs], probeMs] = await Promise.all([
      post,
      timed(() => target.probe(service)),
    ])
    beside.postMs = Math.max(beside.postMs, postMs)
    beside.postCpuMs = Math.max(beside.postCpuMs, postCpuMs)
    beside.probeMs = Math.max(beside.probeMs, probeMs)
  } while (Date.now() < until)
  const ended = once(child, 'exit')
  child.disconnect()
  await ended
  await pause(warmUpMs)
  clearInterval(watch)
  return {
    ...beside,
    megabytes,
    blockMs: Math.max(...Object.values(target.longestSince(startedAt))),
  }
}

/** Infinite for what did not end. */
async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now()
  return work().then(
    () => performance.now() - startedAt,
    () => Infinity,
  )
}
