import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { decodeText } from './decode-text.ts'

const latin1 = (text: string) => Buffer.from(text, 'latin1')

suite('the text of a feed', () => {
  test('is UTF-8 when nothing else is said', () => {
    assert.equal(decodeText(Buffer.from('<a>é</a>'), {}), '<a>é</a>')
  })

  test('is what its header says, before what it says itself', () => {
    const headers = { 'content-type': 'text/xml; charset="ISO-8859-1"' }
    const text = '<?xml version="1.0" encoding="utf-8"?><a>é</a>'
    assert.equal(decodeText(latin1(text), headers), text)
  })

  test('is what it says itself, when its header does not', () => {
    const text = `<?xml version='1.0' encoding='windows-1252'?><a>é</a>`
    assert.equal(decodeText(latin1(text), { 'content-type': 'text/xml' }), text)
  })

  test('is what its byte order mark says before all', () => {
    const text = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('<a>é</a>', 'utf16le')])
    assert.equal(decodeText(text, { 'content-type': 'text/xml; charset=utf-8' }), '<a>é</a>')
  })

  test('is UTF-8 when it says what nobody knows', () => {
    const headers = { 'content-type': 'text/xml; charset=klingon' }
    assert.equal(decodeText(Buffer.from('é'), headers), 'é')
  })
})
