import ipaddr from 'ipaddr.js'

/** Decides which hosts and addresses may be reached. */
export type TargetPolicy = {
  /** True when the operator listed this host name: any address of it is then allowed. */
  trustsHost(host: string): boolean
  allowsAddress(address: string): boolean
  /** Judges a URL's host without resolving it: false for one that can only be private. */
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

/**
 * The actual target of an address: an IPv6 address that only wraps an IPv4 one is judged as that one. Wrappers are the
 * mapped form, NAT64's well-known prefix (RFC 6052; the local-use 64:ff9b:1::/48 of RFC 8215 stays special) and the
 * deprecated IPv4-compatible form, ::127.0.0.1.
 */
function canonical(address: string): ipaddr.IPv4 | ipaddr.IPv6 {
  const parsed = ipaddr.process(address)
  if (parsed.kind() === 'ipv4') return parsed
  const bytes = parsed.toByteArray()
  const compatible = parsed.range() === 'unicast' && startsWith(bytes, ipv4CompatiblePrefix)
  if (!compatible && !startsWith(bytes, nat64Prefix)) return parsed
  return ipaddr.fromByteArray(bytes.slice(-4))
}

const ipv4CompatiblePrefix = ipaddr.parse('::').toByteArray().slice(0, 12)
const nat64Prefix = ipaddr.parse('64:ff9b::').toByteArray().slice(0, 12)

function startsWith(bytes: readonly number[], prefix: readonly number[]): boolean {
  return prefix.every((byte, at) => bytes[at] === byte)
}

function parseRange(target: string): Range | undefined {
  if (ipaddr.isValidCIDR(target)) return ipaddr.parseCIDR(target)
  if (!ipaddr.isValid(target)) return undefined
  const address = canonical(target)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}
