import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

/** A PDS configured by its variables: `serve-pds.mjs DIRECTORY`. */
const [directory] = process.argv.slice(2)
const entry = createRequire(`${directory}/package.json`).resolve('@atproto/pds')
const { PDS, envToCfg, envToSecrets, readEnv } = await import(pathToFileURL(entry).href)
const env = readEnv()
const pds = await PDS.create(envToCfg(env), envToSecrets(env))
await pds.start()
