import { loadLater } from './load-later.ts'
import type * as prometheus from 'prom-client'

/**
 * Only the parts of the library that are used. Its entry also loads the push gateway and cluster
 * support, https and zlib with them: 7 MB and 30 ms in every process.
 */
const load = <Part>(name: string) => loadLater<Part>(`prom-client/lib/${name}`, import.meta.url)

export const Registry = load<typeof prometheus.Registry>('registry')
export const Counter = load<typeof prometheus.Counter>('counter')
export const Gauge = load<typeof prometheus.Gauge>('gauge')
export const Histogram = load<typeof prometheus.Histogram>('histogram')
