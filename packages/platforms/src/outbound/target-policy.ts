import ipaddr from 'ipaddr.js'

/** Says which hosts and addresses may be spoken to. */
export interface TargetPolicy {
  /** True when the operator listed this host name: whatever it resolves to is then fine. */
  trustsHost(host: string): boolean
  allowsAddress(address: string): boolean
  /** Judges a URL's host without resolving it: false for what can only be private. */
  allowsLiteral(host: string): boolean
}

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number]

/**
 * Public addresses are allowed; private, loopback, link-local, carrier-grade NAT, multicast and all
 * other special ranges (IANA special-purpose registries) only when `privateTargets` lists them, as
 * a host name, an address or a CIDR.
 */
export function createTargetPolicy(privateTargets: readonly string[]): TargetPolicy {
  const targets = privateTargets.map((target) => bareHost(target.trim())).filter(Boolean)
  const ranges = targets.map(parseRange).filter((range) => range !== undefined)
  const hosts = new Set(targets.filter((target) => parseRange(target) === undefined))
  const trustsHost = (host: string): boolean => hosts.has(bareHost(host))
  const allowsAddress = (address: string): boolean => allows(address, ranges)
  return {
    trustsHost,
    allowsAddress,
    allowsLiteral: (literal) => {
      const host = bareHost(literal)
      if (ipaddr.isValid(host)) return allowsAddress(host)
      return !isLocalName(host) || trustsHost(host) || loopbacks.some(allowsAddress)
    },
  }
}

const loopbacks = ['127.0.0.1', '::1']

/** RFC 6761 §6.3: localhost and the names below it always mean this machine. */
function isLocalName(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost')
}

/** A host as URLs and people write it, without brackets, trailing dot and capitals. */
export function bareHost(host: string): string {
  return host
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase()
}

function allows(address: string, ranges: Range[]): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = canonical(address)
  if (parsed.range() === 'unicast') return true
  return ranges.some(([base, bits]) => base.kind() === parsed.kind() && parsed.match(base, bits))
}

/** What an address really reaches: IPv4-mapped and NAT64 addresses are judged as their IPv4. */
function canonical(address: string): ipaddr.IPv4 | ipaddr.IPv6 {
  const parsed = ipaddr.process(address)
  if (parsed.range() !== 'rfc6052') return parsed
  return ipaddr.fromByteArray(parsed.toByteArray().slice(-4))
}

function parseRange(target: string): Range | undefined {
  if (ipaddr.isValidCIDR(target)) return ipaddr.parseCIDR(target)
  if (!ipaddr.isValid(target)) return undefined
  const address = ipaddr.process(target)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}
