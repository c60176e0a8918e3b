/**
 * The Node that is fetched where the machine's own is too old, and the sums that prove it, as the
 * registry gives them for `node-<platform>-<arch>`. Platforms that have no package are not named.
 */
export const pinnedNode = {
  version: '24.21.0',
  integrity: {
    'linux-x64':
      'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
    'linux-arm64':
      'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
    'win32-x64':
      'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
  },
}

/** pnpm as the manifest pins it, `pnpm@<version>+sha512.<hex>`, which is how corepack reads it too. */
export function pinnedPnpm(packageManager) {
  const [, version, hex] = /^pnpm@([\d.]+)\+sha512\.([0-9a-f]{128})$/.exec(packageManager) ?? []
  if (version === undefined)
    throw new Error('packageManager in package.json pins no pnpm by its hash')
  return {
    name: 'pnpm',
    version,
    integrity: `sha512-${Buffer.from(hex, 'hex').toString('base64')}`,
  }
}

/**
 * A manifest and a lockfile for npm (https://docs.npmjs.com/cli/configuring-npm/package-lock-json). It
 * says the sums and not where the packages are: that is a setting of npm.
 */
export function lockedManifest(tools) {
  const dependencies = Object.fromEntries(tools.map(({ name, version }) => [name, version]))
  const locked = tools.map(({ name, version, integrity }) => [
    `node_modules/${name}`,
    { version, integrity },
  ])
  const manifest = { name: 'toolchain', private: true, dependencies }
  const packages = { '': manifest, ...Object.fromEntries(locked) }
  return { manifest, lockfile: { name: 'toolchain', lockfileVersion: 3, requires: true, packages } }
}
