import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { containsSecret, redactedExcerpt, excerptMax } from './redacted-excerpt.ts'

suite('the stored text of a platform', () => {
  test('is cut at its limit', () => {
    const kept = redactedExcerpt('a'.repeat(5_000), {})
    assert.equal(kept.length, excerptMax)
    assert.ok(kept.endsWith('…'))
  })

  test('is one line', () => assert.equal(redactedExcerpt('a\r\n\u0000b\u2028c', {}), 'a b c'))

  test('holds no credential, nor a word of one, at any depth', () => {
    const credentials = { token: 'tok-12345', headers: { authorization: 'Bearer abc-98765' } }
    const said = 'no tok-12345, no Bearer abc-98765, not even "abc-98765"'
    assert.equal(
      redactedExcerpt(said, credentials),
      'no [redacted], no [redacted], not even "[redacted]"',
    )
  })

  test('holds no half of a credential at the cut', () => {
    const secret = 's3cret-s3cret'
    const kept = redactedExcerpt(`${'a'.repeat(excerptMax - 6)}${secret}`, { secret })
    assert.ok(!kept.includes('s3c'), kept.slice(-20))
  })

  test('holds no half of a character at the cut', () =>
    assert.ok(redactedExcerpt('😀'.repeat(excerptMax), {}).isWellFormed()))

  test('keeps the word before a token', () => {
    const credentials = { authorization: 'Bearer abc-98765' }
    assert.equal(redactedExcerpt('Bearer token expired', credentials), 'Bearer token expired')
  })

  test('holds no credential that only its line breaks hid', () => {
    const kept = redactedExcerpt('key abc\r\n\r\ndef and abc def', { key: 'abc\ndef' })
    assert.equal(kept, 'key [redacted] and [redacted]')
  })

  test('holds neither half of an id:secret pair, nor the pair in an authorization header', () => {
    const credentials = { adminKey: '0123456789abcdef:fedcba9876543210' }
    assert.equal(redactedExcerpt('fedcba9876543210 is not it', credentials), '[redacted] is not it')
    const pair = Buffer.from('me:pass word').toString('base64')
    const said = `no Basic ${pair}, sorry`
    const kept = redactedExcerpt(said, { name: 'me', password: 'pass word' })
    assert.equal(kept, 'no Basic [redacted], sorry')
  })

  test('of a megabyte is made at once, and no secret is halved where reading stops', () => {
    const secret = 's3cret-s3cret'
    for (let newlines = 19_980; newlines < 20_020; newlines += 1) {
      const kept = redactedExcerpt(`${'\n'.repeat(newlines)}${secret}${'a'.repeat(1_000_000)}`, {
        secret,
      })
      assert.ok(!kept.includes('s3c'), kept)
    }
  })
})

suite('a secret', () => {
  const utf8 = (text: string) => Buffer.from(text)
  const encoders: Record<string, (secret: string) => string> = {
    'as it is': (secret) => secret,
    'in JSON': (secret) => JSON.stringify(secret),
    'in JSON that is in JSON': (secret) => JSON.stringify(JSON.stringify(JSON.stringify(secret))),
    'in JSON with escaped slashes': (secret) => JSON.stringify(secret).replaceAll('/', '\\/'),
    'in a URL': encodeURIComponent,
    'in a URL in small letters': (secret) =>
      encodeURIComponent(secret).replace(/%../g, (escape) => escape.toLowerCase()),
    'in a form': (secret) => new URLSearchParams({ secret }).toString(),
    'in HTML': (secret) =>
      secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    'in hex': (secret) => utf8(secret).toString('hex'),
    'in capital hex': (secret) => utf8(secret).toString('hex').toUpperCase(),
    'in base64': (secret) => utf8(secret).toString('base64'),
    'in base64 without padding': (secret) => utf8(secret).toString('base64').replaceAll('=', ''),
    'in base64url': (secret) => utf8(secret).toString('base64url'),
    'in the base64 of a pair': (secret) => utf8(`m:${secret}`).toString('base64'),
    'in the middle of some base64': (secret) => utf8(`{"ab":"${secret}"}`).toString('base64'),
  }
  const around = (text: string) => `said « ${text} » to you`
  const secrets = fc
    .string({
      unit: fc.constantFrom(...Array.from('aB3-_.~:/+=%&<>"\'\\ \né漢😀')),
      minLength: 4,
      maxLength: 60,
    })
    .filter((secret) => secret.trim().length >= 4 && !around('[redacted]').includes(secret))

  for (const [how, encode] of Object.entries(encoders))
    test(`is found and redacted ${how}`, () => {
      fc.assert(
        fc.property(secrets, (secret) => {
          const said = around(encode(secret))
          assert.ok(containsSecret(said, { secret }))
          const kept = redactedExcerpt(said, { nested: [secret] })
          assert.ok(kept.includes('[redacted]'), kept)
          assert.ok(!kept.includes(encode(secret)), kept)
          assert.ok(!containsSecret(kept, { secret }), kept)
        }),
      )
    })

  test('is not found where there is none', () => {
    const text = 'The post was refused: a title may have 300 characters (was 412).'
    for (const credentials of [{}, null, { password: '' }, { token: 'tok-12345-67890' }]) {
      assert.equal(containsSecret(text, credentials), false)
      assert.equal(redactedExcerpt(text, credentials), text)
    }
  })
})
