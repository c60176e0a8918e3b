/**
 * The servers that Pressrun is tested against, by version. Debian keeps one patch release of a series at a time, so the
 * series is what can be pinned there; npm keeps all.
 */
export const pinned = {
  debian: {
    suite: 'trixie',
    snac: '2.75',
    wordpress: '6.8',
    php: '8.4',
    mariadb: '11.8',
  },
  npm: {
    node: '22.23.5',
    yarn: '1.22.22',
    ghost: '5.130.6',
    pds: '0.5.35',
    plc: '0.0.1',
    /** Their dependencies are resolved as of this day. */
    before: '2026-11-27',
  },
} as const
