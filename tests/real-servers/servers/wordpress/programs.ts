import { join } from 'node:path'
import { pinned } from '../../pinned.ts'
import { debianProgram } from '../debian-program.ts'

type Command = readonly [string, ...string[]]

/** PHP's directory of extensions is named by the date of its interface, which depends on its version. */
const extensions = { '8.4': 'usr/lib/php/20240924' }[pinned.debian.php]
const needed =
  'mysqlnd mysqli tokenizer ctype fileinfo iconv exif gd xml dom simplexml xmlreader xmlwriter'

/** PHP without the machine's own configuration. */
export function php(installed: string, args: readonly string[]): Command {
  const settings = [
    `extension_dir=${join(installed, extensions)}`,
    ...needed.split(' ').map((name) => `extension=${name}`),
    'zend_extension=opcache',
    'opcache.enable_cli=1',
    'memory_limit=256M',
    'display_errors=stderr',
  ]
  return [
    ...debianProgram(installed, `usr/bin/php${pinned.debian.php}`),
    '-n',
    ...settings.flatMap((setting) => ['-d', setting]),
    ...args,
  ]
}

/**
 * MariaDB on a socket alone and without privilege tables: it needs no installation, and the permissions of the socket's
 * directory protect it.
 */
export const mariadb = (installed: string, data: string, socket: string): Command => [
  ...debianProgram(installed, 'usr/sbin/mariadbd'),
  '--no-defaults',
  // It refuses to run as root without this option.
  ...(process.getuid?.() === 0 ? ['--user=root'] : []),
  `--basedir=${join(installed, 'usr')}`,
  `--lc-messages-dir=${join(installed, 'usr/share/mariadb')}`,
  `--datadir=${data}`,
  `--socket=${socket}`,
  `--pid-file=${join(data, 'mariadbd.pid')}`,
  '--skip-networking',
  '--skip-grant-tables',
  '--innodb-buffer-pool-size=64M',
  '--innodb-flush-log-at-trx-commit=2',
]
