import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { base32 } from './base32.ts'

const bytesOf = (uuid: string) => Uint8Array.from(Buffer.from(uuid.replaceAll('-', ''), 'hex'))

// https://github.com/jetify-com/typeid/blob/main/spec/valid.yml
const known: [uuid: string, suffix: string][] = [
  ['00000000-0000-0000-0000-000000000000', '00000000000000000000000000'],
  ['00000000-0000-0000-0000-000000000001', '00000000000000000000000001'],
  ['00000000-0000-0000-0000-00000000000a', '0000000000000000000000000a'],
  ['00000000-0000-0000-0000-000000000010', '0000000000000000000000000g'],
  ['00000000-0000-0000-0000-000000000020', '00000000000000000000000010'],
  ['ffffffff-ffff-ffff-ffff-ffffffffffff', '7zzzzzzzzzzzzzzzzzzzzzzzzz'],
  ['01890a5d-ac96-774b-bcce-b302099a8057', '01h455vb4pex5vsknk084sn02q'],
]

suite('a UUID as the suffix of a TypeID', () => {
  for (const [uuid, suffix] of known)
    test(`${uuid} is ${suffix}`, () => assert.equal(base32(bytesOf(uuid)), suffix))

  test('sorts as its bytes do', () => {
    const uuid = fc.uint8Array({ minLength: 16, maxLength: 16 })
    fc.assert(
      fc.property(uuid, uuid, (a, b) => {
        const order = Math.sign(Buffer.compare(a, b))
        const [left, right] = [base32(a), base32(b)]
        assert.equal(left < right ? -1 : left > right ? 1 : 0, order)
      }),
    )
  })
})
