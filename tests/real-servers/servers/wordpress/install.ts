import { existsSync } from 'node:fs'
import { cp, readlink, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { cached } from '../../install/cache.ts'
import { unpackDebian } from '../../install/debian-packages.ts'
import { runCommand } from '../../install/run-command.ts'
import { pinned } from '../../pinned.ts'

const { wordpress, php, mariadb } = pinned.debian

/** Within the installation. */
export const siteDirectory = 'usr/share/wordpress'

export const installWordpress = (): Promise<string> =>
  cached(`wordpress-${wordpress}-php-${php}-mariadb-${mariadb}`, async (directory) => {
    await unpackDebian(
      [
        { name: 'wordpress', version: wordpress },
        { name: 'wordpress-theme-twentytwentyfive' },
        { name: `php${php}-cli`, version: php },
        { name: `php${php}-mysql`, version: php },
        { name: `php${php}-xml`, version: php },
        { name: 'mariadb-server-core', version: mariadb },
      ],
      directory,
    )
    await resolveLinks(directory, join(directory, siteDirectory))
    await cp(
      join(import.meta.dirname, 'wp-config.php'),
      join(directory, siteDirectory, 'wp-config.php'),
    )
  })

/** Debian replaces some parts by links, which would lead nowhere in a copy. */
async function resolveLinks(root: string, site: string): Promise<void> {
  const links = await runCommand('find', [site, '-type', 'l'])
  for (const link of links.split('\n').filter(Boolean)) {
    const target = await readlink(link)
    const source = target.startsWith('/') ? join(root, target) : resolve(dirname(link), target)
    await rm(link)
    if (existsSync(source)) await cp(source, link, { dereference: true })
  }
}
