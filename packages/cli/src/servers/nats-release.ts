/**
 * The release that is fetched where the machine has no nats-server, and its checksums. They are the ones the NATS
 * project itself pins, in the alpine Dockerfile of nats-io/nats-docker (commit aa0caa5, "Releases v2.14.5, v2.12.15").
 * It pins none for macOS, so none is fetched there.
 */
export const natsRelease: {
  version: string
  baseUrl: string
  /** By Node's `platform-arch`. On other platforms nothing is fetched this way. */
  sha256: Readonly<Record<string, string>>
} = {
  version: '2.12.15',
  baseUrl: 'https://github.com/nats-io/nats-server/releases/download',
  sha256: {
    'linux-x64': '58ab8131f819263897e2fc38e503e1b755b63bcafeecc7d12582487df48ca15e',
    'linux-arm64': 'b724db99fefbf8f5c808baa82819ee50350aee9734017e4a478f7e545cef3ab6',
  },
}
