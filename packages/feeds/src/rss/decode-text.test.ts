import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { decodeText } from './decode-text.ts'

const latin1 = (text: string) => Buffer.from(text, 'latin1')

suite('the text of a feed', () => {
  test('is UTF-8 by default', () => {
    assert.equal(decodeText(Buffer.from('<a>é</a>'), {}), '<a>é</a>')
  })

  test('is in the charset of its header, against its own declaration', () => {
    const headers = { 'content-type': 'text/xml; charset="ISO-8859-1"' }
    const text = '<?xml version="1.0" encoding="utf-8"?><a>é</a>'
    assert.equal(decodeText(latin1(text), headers), text)
  })

  test('is in the charset of its declaration, when its header names none', () => {
    const text = `<?xml version='1.0' encoding='windows-1252'?><a>é</a>`
    assert.equal(decodeText(latin1(text), { 'content-type': 'text/xml' }), text)
  })

  test('is in the charset of its byte order mark, against header and declaration', () => {
    const text = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('<a>é</a>', 'utf16le')])
    assert.equal(decodeText(text, { 'content-type': 'text/xml; charset=utf-8' }), '<a>é</a>')
  })

  test('is in the charset of its declaration, when that of its header is unknown', () => {
    const text = `<?xml version="1.0" encoding="iso-8859-1"?><a>é</a>`
    const headers = { 'content-type': 'text/xml; charset=klingon' }
    assert.equal(decodeText(latin1(text), headers), text)
  })

  test('is not UTF-16 when it cannot be', () => {
    const text = '<?xml version="1.0" encoding="utf-16"?><a>é</a>'
    for (const type of ['text/xml', 'text/xml; charset=utf-16'])
      assert.equal(decodeText(Buffer.from(text), { 'content-type': type }), text)
    const declared = text.replace('utf-16', 'iso-8859-1')
    const headers = { 'content-type': 'text/xml; charset=utf-16le' }
    assert.equal(decodeText(latin1(declared), headers), declared)
  })

  test('is UTF-16 when it begins so, with or without a byte order mark', () => {
    const little = Buffer.from('<a>é</a>', 'utf16le')
    for (const type of ['text/xml', 'text/xml; charset=utf-16']) {
      assert.equal(decodeText(little, { 'content-type': type }), '<a>é</a>')
      assert.equal(decodeText(Buffer.from(little).swap16(), { 'content-type': type }), '<a>é</a>')
    }
  })

  test('is UTF-8 when the charset is unknown', () => {
    const headers = { 'content-type': 'text/xml; charset=klingon' }
    assert.equal(decodeText(Buffer.from('é'), headers), 'é')
  })

  test('is windows-1252 without any declaration, when it cannot be UTF-8', () => {
    const text = '<a>Café “á la carte”</a>'
    const bytes = latin1(text.replace('“', '\u0093').replace('”', '\u0094'))
    for (const headers of [{}, { 'content-type': 'text/xml; charset=utf-8' }])
      assert.equal(decodeText(bytes, headers), text)
  })

  test('is UTF-8 where only a few letters are damaged', () => {
    const bytes = Buffer.concat([Buffer.from('<a>é è à '), latin1('é'), Buffer.from('</a>')])
    assert.equal(decodeText(bytes, {}), '<a>é è à \ufffd</a>')
  })

  test('is UTF-8 if valid, though its header calls it Latin-1', () => {
    const headers = { 'content-type': 'text/xml; charset=ISO-8859-1' }
    assert.equal(decodeText(Buffer.from('<a>é</a>'), headers), '<a>é</a>')
  })

  test('is in the charset of its declaration after an empty line', () => {
    const text = '\n<?xml version="1.0" encoding="windows-1251"?><a>'
    const bytes = Buffer.concat([Buffer.from(text), Buffer.from([0xcf, 0xee])])
    assert.equal(decodeText(bytes, {}), `${text}По`)
  })
})
