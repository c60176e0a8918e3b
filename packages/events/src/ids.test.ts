import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { idGenerator, runId, runIdFrom, runIdOf, taskId, taskIdOf, taskIdsOf } from './ids.ts'

const zeros = (bytes: Uint8Array) => bytes.fill(0)
const ones = (bytes: Uint8Array) => bytes.fill(0xff)
const suffix = (id: string) => id.slice(id.indexOf('_') + 1)

suite('making ids', () => {
  test('gives the prefix and a suffix its own parser accepts', () => {
    const newId = idGenerator(() => 1_700_000_000_000, ones)
    assert.match(newId('run'), /^run_[0-7][0-9a-hjkmnp-tv-z]{25}$/)
    assert.ok(runId.safeParse(newId('run')).success)
  })

  test('makes UUIDv7: the known one is the 1868th of its millisecond', () => {
    const random = Buffer.from('bcceb302099a8057', 'hex')
    const newId = idGenerator(
      () => 0x01890a5dac96,
      (bytes) => (bytes.set(random, 8), bytes),
    )
    for (let i = 0; i < 0x74b; i++) newId('account')
    assert.equal(newId('account'), 'account_01h455vb4pex5vsknk084sn02q')
  })

  test('sets the version and the variant whatever the random bytes are', () => {
    for (const random of [zeros, ones]) {
      const id = suffix(idGenerator(() => 0, random)('run'))
      const bits = id
        .split('')
        .map((digit) =>
          '0123456789abcdefghjkmnpqrstvwxyz'.indexOf(digit).toString(2).padStart(5, '0'),
        )
      const uuid = bits.join('').slice(2)
      assert.equal(uuid.slice(48, 52), '0111')
      assert.equal(uuid.slice(64, 66), '10')
    }
  })

  test('keeps the order within a millisecond, also beyond its 4096 numbers', () => {
    const newId = idGenerator(() => 1_700_000_000_000, ones)
    const ids = Array.from({ length: 10_000 }, () => newId('task'))
    assert.deepEqual(ids, ids.toSorted())
    assert.equal(new Set(ids).size, ids.length)
  })

  test('keeps the order whatever the clock does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 44 }), { minLength: 2 }), (clock) => {
        let tick = 0
        const newId = idGenerator(() => clock[tick++] ?? 0, zeros)
        const ids = clock.map(() => newId('event'))
        assert.deepEqual(ids, ids.toSorted())
        assert.equal(new Set(ids).size, ids.length)
      }),
    )
  })
})

suite("a task's id", () => {
  const newId = idGenerator(Date.now, ones)
  const ordinals = [0, 1, 30, 31, 32, 9_999, 2 ** 20 - 2]

  test('is that of its run with its place at the end, and yields it', () => {
    const run = newId('run')
    assert.match(run, /0000$/)
    for (const ordinal of ordinals) {
      const id = taskIdOf(run, ordinal)
      assert.ok(taskId.safeParse(id).success, id)
      assert.equal(runIdOf(id), run)
      assert.equal(taskIdOf(runIdOf(id), ordinal), id)
    }
  })

  test('sorts by its place, within the range of its run', () => {
    const run = newId('run')
    const { first, last } = taskIdsOf(run)
    const ids = ordinals.map((ordinal) => taskIdOf(run, ordinal))
    assert.deepEqual([first, ...ids, last].toSorted(), [first, ...ids.slice(0, -1), last, last])
  })

  test('lies in the range of no other run', () => {
    const [one, other] = [newId('run'), newId('run')]
    const { first, last } = taskIdsOf(one)
    for (const ordinal of ordinals) {
      const id = taskIdOf(other, ordinal)
      assert.ok(id < first || id > last)
    }
  })

  test('allows 1,048,575 tasks in a run, and no other number', () => {
    for (const ordinal of [-2, 0.5, 2 ** 20 - 1, Number.NaN])
      assert.throws(() => taskIdOf(newId('run'), ordinal), RangeError)
  })
})

suite('the id of a run that is derived from its purpose', () => {
  const ms = 1_700_000_000_000
  const seed = new Uint8Array(16).fill(0xa5)
  const id = runIdFrom(ms, seed)

  test('is a valid run id, the same for the same purpose', () => {
    assert.ok(runId.safeParse(id).success)
    assert.equal(runIdOf(taskIdOf(id, 3)), id)
    assert.equal(runIdFrom(ms, seed), id)
  })

  test('differs by the instant', () => assert.notEqual(runIdFrom(ms + 1, seed), id))

  test('differs by each of the 54 bits that neither the time nor the tasks take', () => {
    const ids = Array.from({ length: 128 }, (_, bit) => {
      const other = Uint8Array.from(seed)
      other[bit >> 3] = (seed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      return runIdFrom(ms, other)
    })
    assert.equal(new Set(ids.filter((other) => other !== id)).size, 54)
  })
})

suite('parsing an id from outside', () => {
  const valid = 'task_01h455vb4pex5vsknk084sn02q'

  test('takes its own kind', () => assert.equal(taskId.parse(valid), valid))

  const wrong = {
    'another prefix': 'run_01h455vb4pex5vsknk084sn02q',
    'no prefix': '01h455vb4pex5vsknk084sn02q',
    'a prefix that only begins alike': 'tasks_01h455vb4pex5vsknk084sn02q',
    'upper case': 'task_01H455VB4PEX5VSKNK084SN02Q',
    'a letter outside the alphabet': 'task_01h455vb4pex5vsknk084sn02u',
    'more than 128 bits': 'task_8zzzzzzzzzzzzzzzzzzzzzzzzz',
    'too short': 'task_01h455vb4pex5vsknk084sn02',
    'too long': `${valid}0`,
    'a line break behind it': `${valid}\n`,
    'not text': 7,
  }
  for (const [what, id] of Object.entries(wrong))
    test(`refuses ${what}`, () => assert.ok(!taskId.safeParse(id).success))

  test('names the expected form in its error', () => {
    const { error } = taskId.safeParse('run_x')
    assert.equal(error?.issues[0]?.message, 'expected an id that starts with task_')
  })
})
