import { bootstrap } from './bootstrap.mjs'

// Prints the Node to use, so that a shell can become it: `exec "$(node scripts/node-path.mjs)" ...`.
// That leaves no wrapper behind that would hold memory and have to forward signals.
const { node } = await bootstrap()
process.stdout.write(node)
