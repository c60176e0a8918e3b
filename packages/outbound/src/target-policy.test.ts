import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createTargetPolicy } from './target-policy.ts'

suite('the target policy', () => {
  for (const [address, kind] of [
    ['127.0.0.1', 'loopback'],
    ['::1', 'loopback'],
    ['0.0.0.0', 'unspecified'],
    ['::', 'unspecified'],
    ['10.1.2.3', 'private'],
    ['172.16.0.1', 'private'],
    ['192.168.0.1', 'private'],
    ['fd00::1', 'unique local'],
    ['169.254.169.254', 'link-local'],
    ['fe80::1', 'link-local'],
    ['100.64.0.1', 'carrier-grade NAT'],
    ['224.0.0.1', 'multicast'],
    ['ff02::1', 'multicast'],
    ['255.255.255.255', 'broadcast'],
    ['192.0.2.1', 'documentation'],
    ['198.18.0.1', 'benchmarking'],
    ['240.0.0.1', 'reserved'],
    ['::ffff:127.0.0.1', 'IPv4-mapped loopback'],
    ['64:ff9b::7f00:1', 'NAT64 loopback'],
    ['2002:7f00:1::', '6to4'],
    ['::127.0.0.1', 'IPv4-compatible loopback'],
    ['::7f00:1', 'IPv4-compatible loopback, as URLs write it'],
    ['::a00:1', 'IPv4-compatible private'],
    ['64:ff9b:1::808:808', 'NAT64 of local use'],
    ['not an address', 'nothing'],
  ] as const) {
    test(`${address} (${kind}) is refused`, () => {
      assert.equal(createTargetPolicy([]).allowsAddress(address), false)
    })
  }

  for (const address of [
    '93.184.216.34',
    '2606:4700::1111',
    '::ffff:8.8.8.8',
    '64:ff9b::808:808',
  ]) {
    test(`${address} is public and allowed`, () => {
      assert.equal(createTargetPolicy([]).allowsAddress(address), true)
    })
  }

  test('a listed address or range is allowed, its neighbours are not', () => {
    const policy = createTargetPolicy([' 10.0.0.0/8', '192.168.1.5', 'fd00::/16', ''])
    const allowed = (...addresses: string[]) => addresses.map((a) => policy.allowsAddress(a))
    assert.deepEqual(allowed('10.9.8.7', '192.168.1.5', 'fd00::1'), [true, true, true])
    assert.deepEqual(allowed('11.0.0.1', '127.0.0.1'), [true, false])
    assert.deepEqual(allowed('192.168.1.6', 'fd01::1'), [false, false])
  })

  for (const form of ['::ffff:127.0.0.1', '::127.0.0.1', '::7f00:1'])
    test(`${form} does not evade or lose the listing of what it wraps`, () => {
      assert.equal(createTargetPolicy(['127.0.0.1']).allowsAddress(form), true)
      assert.equal(createTargetPolicy([form]).allowsAddress('127.0.0.1'), true)
    })

  test('a URL that wraps loopback in IPv6 is refused before anything is resolved', () => {
    const { hostname } = new URL('http://[::127.0.0.1]/')
    assert.equal(createTargetPolicy([]).allowsLiteral(hostname), false)
  })

  test('a listed host is trusted by its exact name, whatever its case', () => {
    const policy = createTargetPolicy(['Hooks.internal'])
    assert.deepEqual(
      ['hooks.internal', 'HOOKS.INTERNAL.', 'a.hooks.internal'].map(policy.trustsHost),
      [true, true, false],
    )
  })
})
