import { table } from '../report/table.ts'
import { openNewsroom, type Newsroom } from './newsroom.ts'
import { readContentOptions } from './options.ts'

const heads = [
  'full of',
  'bytes',
  'at the door',
  'ms',
  'from a folder',
  'ms',
  'longest block of the gateway, CPU ms',
  'of the publisher',
  'a healthy post beside them, ms',
]

/** `npm run bench -- content`: the cost of adversarial texts, and what they delay. */
export async function benchContent(args: string[]): Promise<void> {
  const { families, sizes } = readContentOptions(args)
  const say = (line: string) => process.stdout.write(`${line}\n`)
  await using newsroom = await openNewsroom()
  await newsroom.healthyPost('warm')
  const figures: Figures[] = []
  for (const { name, make } of families) {
    for (const size of sizes) {
      const found = await measure(newsroom, `${name} ${size}`, make(size))
      figures.push(found)
      say([name, size, ...cellsOf(found)].join(' | '))
    }
  }
  const names = families.flatMap(({ name }) => sizes.map((size) => [name, size]))
  say('')
  table(
    heads,
    figures.map((found, index) => [...(names[index] ?? []), ...cellsOf(found)]),
  ).forEach(say)
  const most = (of: (found: Figures) => number) => Math.round(Math.max(...figures.map(of)))
  say(
    `\nlongest block: gateway ${most(({ gateway }) => gateway)} ms, publisher ${most(({ publisher }) => publisher)} ms; slowest healthy post: ${most(({ healthyMs }) => healthyMs)} ms`,
  )
}

type Figures = {
  readonly door: string
  readonly doorMs: number
  readonly folder: string
  readonly folderMs: number
  readonly gateway: number
  readonly publisher: number
  readonly healthyMs: number
}

async function measure(newsroom: Newsroom, title: string, body: string): Promise<Figures> {
  const startedAt = Date.now()
  const [door, healthyBesideDoor] = await Promise.all([
    timed(() => newsroom.atTheDoor(title, body)),
    timed(() => newsroom.healthyPost(`${title}, beside the call`)),
  ])
  const [folder, healthyBesideTask] = await Promise.all([
    timed(() => newsroom.fromTheFolder(title, body)),
    timed(() => newsroom.healthyPost(`${title}, beside the task`)),
  ])
  return {
    door: door.result,
    doorMs: door.ms,
    folder: folder.result,
    folderMs: folder.ms,
    ...newsroom.longestSince(startedAt),
    healthyMs: Math.max(healthyBesideDoor.ms, healthyBesideTask.ms),
  }
}

const cellsOf = ({ door, doorMs, folder, folderMs, gateway, publisher, healthyMs }: Figures) =>
  [door, doorMs, folder, folderMs, gateway, publisher, healthyMs].map((cell) =>
    typeof cell === 'number' ? Math.round(cell) : cell,
  )

async function timed<Result>(work: () => Promise<Result>): Promise<{ result: Result; ms: number }> {
  const startedAt = performance.now()
  const result = await work()
  return { result, ms: performance.now() - startedAt }
}
