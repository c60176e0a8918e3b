#!/usr/bin/env node
import { bootstrap } from './bootstrap.mjs'
import { runNode } from './run-node.mjs'

const { checkout, node, env } = await bootstrap()
await runNode({
  node,
  env,
  entry: `${checkout}/packages/cli/src/main.ts`,
  args: process.argv.slice(2),
})
