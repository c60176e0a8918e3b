import { quantile } from '../measure/statistics.ts'
import { inTurn } from './in-turn.ts'
import type { CompareOptions } from './options.ts'
import { openSides } from './side.ts'

/** Posts of a side in a row, so that it runs as on a quiet machine. */
const samplesPerRound = 20
const warmUpSamples = 100

/** From the moment before `POST /publish` leaves to its post's arrival, one at a time. */
export async function compareLatency({
  checkouts,
  samples,
  say,
}: CompareOptions): Promise<string[][]> {
  await using sides = await openSides(checkouts, 'webhooks')
  const measure = async (count: number, publish: () => Promise<number>) => {
    const ms: number[] = []
    for (let sample = 0; sample < count; sample += 1) ms.push(await publish())
    return ms
  }
  for (const side of [sides.before, sides.after]) await measure(warmUpSamples, side.publishOne)
  const rounds = Math.ceil(samples / samplesPerRound)
  const pairs = await inTurn(sides, rounds, (side) => measure(samplesPerRound, side.publishOne), {
    onRound: (pair, round) =>
      say(
        `latency, round ${round}: ${pair.map((ms) => quantile(ms, 0.5).toFixed(1)).join(' and ')} ms`,
      ),
  })
  const [before, after] = [pairs.flatMap(([ms]) => ms), pairs.flatMap(([, ms]) => ms)]
  return [0.1, 0.5, 0.99].map((share) => {
    const figures = [quantile(before, share), quantile(after, share)] as const
    const ratio = (figures[1] / figures[0]).toFixed(3)
    const name = `REST to platform, idle: p${share * 100} ms of ${before.length}`
    return [name, ...figures.map((figure) => figure.toFixed(1)), ratio]
  })
}
