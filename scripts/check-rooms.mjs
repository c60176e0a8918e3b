// Who may import whom: what the table in ARCHITECTURE.md says is what the manifests say. Nothing can be
// imported that its manifest does not name (pnpm), nor past the doors (lint).
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const rooms = ['packages', 'services'].flatMap((top) =>
  readdirSync(top)
    .map((name) => `${top}/${name}`)
    .filter((room) => existsSync(join(room, 'package.json'))),
)

/** `| packages/bus | what lives there | events, db |`, of the rooms that have a row. */
const table = new Map(
  [...readFileSync('ARCHITECTURE.md', 'utf8').matchAll(/^\| `(\S+)` \| .* \| ([^|]*) \|$/gm)].map(
    ([, room, imports]) => [room, imports.match(/[a-z-]+/g) ?? []],
  ),
)

/** What its code imports; what its tests need besides are `devDependencies`. */
function importsOf(room) {
  const { dependencies = {} } = JSON.parse(readFileSync(join(room, 'package.json'), 'utf8'))
  return Object.keys(dependencies)
    .filter((name) => name.startsWith('@pressrun/'))
    .map((name) => name.slice('@pressrun/'.length))
}

const listed = (names) => names.toSorted().join(', ') || 'nothing'
const wrong = rooms.filter((room) => listed(importsOf(room)) !== listed(table.get(room) ?? ['?']))
for (const room of wrong)
  process.stderr.write(
    `${room} imports ${listed(importsOf(room))}; ARCHITECTURE.md says ${listed(table.get(room) ?? ['?'])}\n`,
  )
process.exitCode = wrong.length === 0 ? 0 : 1
