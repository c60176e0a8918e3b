import { loadLater } from './load-later.ts'
import type * as prometheus from 'prom-client'

/**
 * Only the parts of the library that are used. Its entry also loads the push gateway and cluster
 * support, https and zlib with them: 7 MB and 30 ms in every process.
 */
const load = (name: string) => loadLater(`prom-client/lib/${name}`, import.meta.url)

export const Registry = load('registry') as typeof prometheus.Registry
export const Counter = load('counter') as typeof prometheus.Counter
export const Gauge = load('gauge') as typeof prometheus.Gauge
export const Histogram = load('histogram') as typeof prometheus.Histogram
