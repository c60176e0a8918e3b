import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { explainTls } from './explain-tls.ts'

suite('a failed TLS connection', () => {
  for (const [message, words] of [
    ['certificate has expired', /expired/],
    ['self-signed certificate in certificate chain', /self-signed/],
    ["Hostname/IP does not match certificate's altnames: Host: a.example", /another host name/],
    ['unable to get local issuer certificate', /cannot be verified/],
    [
      '40DD0AD06C7F0000:error:0A00010B:SSL routines:tls_validate_record_header:wrong version number:ssl/record/x.c:82:',
      /does not speak TLS at this port/,
    ],
    ['0A000410:SSL routines:ssl3_read_bytes:ssl/tls alert handshake failure', /no version of TLS/],
    ['something else', /^No TLS connection/],
  ] as const)
    test(`is explained: ${message.slice(0, 40)}`, () => {
      assert.match(explainTls(message), words)
      assert.doesNotMatch(explainTls(message), /a\.example|error:/)
    })
})
