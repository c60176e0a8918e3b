import { createRequire } from 'node:module'

/** The directory of identities, with its records in memory: `serve-plc.mjs DIRECTORY PORT`. */
const [directory, port] = process.argv.slice(2)
const require = createRequire(`${directory}/package.json`)
const { Database, PlcServer } = require('@did-plc/server')
await PlcServer.create({ db: Database.mock(), port: Number(port) }).start()
