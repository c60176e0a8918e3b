import { createRequire } from 'node:module'
import type * as prometheus from 'prom-client'

/**
 * Only the parts of the library that are used. Its entry also loads the push gateway and cluster
 * support, https and zlib with them: 7 MB and 30 ms in every process.
 */
const require = createRequire(import.meta.url)

export const Registry = require('prom-client/lib/registry') as typeof prometheus.Registry
export const Counter = require('prom-client/lib/counter') as typeof prometheus.Counter
export const Gauge = require('prom-client/lib/gauge') as typeof prometheus.Gauge
export const Histogram = require('prom-client/lib/histogram') as typeof prometheus.Histogram
