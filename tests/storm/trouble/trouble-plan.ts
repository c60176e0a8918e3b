import { seededRandom, type Random } from '../seeded-random.ts'

export const victims = [
  'publisher-1',
  'publisher-2',
  'scheduler-1',
  'scheduler-2',
  'gateway',
  'analytics',
  'nats',
  'postgres',
] as const
export type Victim = (typeof victims)[number]

/** `kill` is SIGKILL, `stop` is SIGSTOP and `forMs` later SIGCONT, `restart` ends it in order. */
export type Trouble = {
  readonly atMs: number
  readonly what: 'kill' | 'stop' | 'restart'
  readonly whom: Victim
  readonly forMs?: number
}

export type TroubleOptions = {
  readonly seed: number
  readonly lastsMs: number
  /** The shortest and the longest time from one fault to the next. */
  readonly gapMs: readonly [number, number]
  /** How long nothing else happens after the first publisher is killed, to observe the take-over. */
  readonly calmMs: number
  readonly spared?: readonly Victim[]
}

type Kind = Pick<Trouble, 'what' | 'whom'>

/** What every storm has, however short. */
const always: readonly Kind[] = [
  { what: 'stop', whom: 'publisher-2' },
  { what: 'kill', whom: 'nats' },
  { what: 'restart', whom: 'postgres' },
  { what: 'kill', whom: 'publisher-2' },
]

const besides: readonly Kind[] = [
  { what: 'kill', whom: 'postgres' },
  { what: 'stop', whom: 'publisher-1' },
  { what: 'kill', whom: 'scheduler-1' },
  { what: 'stop', whom: 'scheduler-1' },
  { what: 'kill', whom: 'scheduler-2' },
  { what: 'stop', whom: 'scheduler-2' },
  { what: 'kill', whom: 'gateway' },
  { what: 'stop', whom: 'gateway' },
  { what: 'kill', whom: 'analytics' },
  { what: 'restart', whom: 'nats' },
]

/** Longer than the ack wait, so that messages of the stopped process are redelivered meanwhile. */
const stoppedMs = [12_000, 20_000] as const

/** Which fault meets which process, and when: the same for the same seed. */
export function troublePlan(options: TroubleOptions): Trouble[] {
  const { seed, lastsMs, gapMs, calmMs, spared = [] } = options
  const random = seededRandom(`trouble ${seed}`)
  const plan: Trouble[] = []
  let atMs = random.between(...gapMs)
  for (;;) {
    for (const { kind, thenMs } of round(random, gapMs, calmMs)) {
      if (spared.includes(kind.whom)) continue
      if (atMs >= lastsMs) return plan
      const forMs = kind.what === 'stop' ? { forMs: random.between(...stoppedMs) } : {}
      plan.push({ atMs, ...kind, ...forMs })
      atMs += thenMs
    }
  }
}

/** Every fault once, those of every storm first. */
function round(random: Random, gapMs: readonly [number, number], calmMs: number) {
  const first: Kind = { what: 'kill', whom: 'publisher-1' }
  const others = [...random.shuffled(always), ...random.shuffled(besides)]
  return [
    { kind: first, thenMs: Math.max(calmMs, random.between(...gapMs)) },
    ...others.map((kind) => ({ kind, thenMs: random.between(...gapMs) })),
  ]
}
