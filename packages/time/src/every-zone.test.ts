import assert from 'node:assert/strict'
import { before, suite, test } from 'node:test'
import { nextInstant, upcoming } from './cron.ts'
import { instantOf } from './instant-of.ts'
import { changesOf, firingsAround, type Change } from './zones.fixture.ts'
import { wallAt } from './zone.ts'

const zones = Intl.supportedValuesOf('timeZone')
const minuteMs = 60_000
const hourMs = 3_600_000
const reachMs = 2 * hourMs
const strideMs = 29 * 24 * hourMs + 4_567_000

const minuteOf = (wallMs: number) => new Date(wallMs).getUTCMinutes()
const hourOf = (wallMs: number) => new Date(wallMs).getUTCHours()
const weekdayOf = (wallMs: number) => new Date(wallMs).getUTCDay()
const dayOf = (wallMs: number) => new Date(wallMs).getUTCDate()

const isOneOf = (wall: number, firstDay: number, lastDay: number) =>
  dayOf(wall) >= firstDay && dayOf(wall) <= lastDay && hourOf(wall) >= 1 && hourOf(wall) <= 3

/** Cron expressions, and the local times they match. */
const expressions: readonly [string, (wallMs: number) => boolean][] = [
  ['*/15 * * * *', (wall) => minuteOf(wall) % 15 === 0],
  ['7,8,9 * * * *', (wall) => [7, 8, 9].includes(minuteOf(wall))],
  ['30 2 * * *', (wall) => hourOf(wall) === 2 && minuteOf(wall) === 30],
  ['*/20 0-3 * * *', (wall) => hourOf(wall) <= 3 && minuteOf(wall) % 20 === 0],
  ['*/30 * * * 0', (wall) => weekdayOf(wall) === 0 && minuteOf(wall) % 30 === 0],
  ['*/10 1-3 25-31 * *', (wall) => isOneOf(wall, 25, 31) && minuteOf(wall) % 10 === 0],
  ['0 0 * * *', (wall) => hourOf(wall) === 0 && minuteOf(wall) === 0],
]

suite('in every zone of the tz data, from 2025 to 2030', () => {
  const changes = new Map<string, Change[]>()
  before(() => zones.forEach((zone) => changes.set(zone, changesOf(zone))))

  /** One zone represents all with the same changes. */
  const differing = () => {
    const alike = Map.groupBy(changes, ([, list]) => JSON.stringify(list))
    return [...alike.values()].flatMap(([first]) => (first && first[1].length > 0 ? [first] : []))
  }

  test('there are gaps and folds, whole hours and others', () => {
    const all = [...changes.values()].flat()
    assert.ok(zones.length > 400)
    assert.ok(all.some(({ before: was, after: is }) => is - was === hourMs))
    assert.ok(all.some(({ before: was, after: is }) => is - was === -hourMs))
    assert.ok(all.some(({ before: was, after: is }) => Math.abs(is - was) === hourMs / 2))
  })

  test('a time that the clocks leap over is the moment of the leap', () => {
    for (const [zone, list] of changes)
      for (const { at, before: was, after: is } of list)
        for (let wall = at + was; wall < at + is; wall += 7 * minuteMs)
          assert.equal(instantOf(wall, zone), at, `${zone} ${new Date(at).toISOString()}`)
  })

  test('a time that the clocks show twice is the first', () => {
    for (const [zone, list] of changes)
      for (const { at, before: was, after: is } of list)
        for (let wall = at + is; wall < at + was; wall += 7 * minuteMs)
          assert.equal(instantOf(wall, zone), wall - was, `${zone} ${new Date(at).toISOString()}`)
  })

  test('any other time is the one instant that shows it', () => {
    for (const zone of zones)
      for (let at = Date.UTC(2025, 0); at < Date.UTC(2031, 0); at += strideMs) {
        const wall = wallAt(at, zone)
        const list = changes.get(zone) ?? []
        if (list.some((change) => Math.abs(change.at - at) < reachMs)) continue
        assert.equal(instantOf(wall, zone), at, zone)
      }
  })

  test('a rule fires once for each local time it names, around every change', () => {
    for (const [timeZone, list] of differing())
      for (const change of list)
        for (const [cron, matches] of expressions) {
          const expected = firingsAround(change, reachMs, matches)
          const { at } = change
          const found = upcoming({ cron, timeZone }, at - reachMs, Infinity, at + reachMs)
          assert.deepEqual(found, expected, `${cron} ${timeZone} ${new Date(at).toISOString()}`)
        }
  })

  test('the next instant is the same from any start between two firings', () => {
    for (const [timeZone, list] of differing())
      for (const { at } of list) {
        const rule = { cron: '*/20 * * * *', timeZone }
        const firings = upcoming(rule, at - reachMs, Infinity, at + reachMs)
        for (const [i, firing] of firings.entries()) {
          const previous = firings[i - 1] ?? firing - minuteMs
          for (const asked of [previous, previous + 1, (previous + firing) / 2, firing - 1])
            assert.equal(nextInstant(rule, asked), firing, timeZone)
        }
      }
  })
})
