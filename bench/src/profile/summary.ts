/** The part of `--cpu-prof` output that is read here. */
export type CpuProfile = {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { functionName: string; url: string; lineNumber: number }
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

export type SelfTime = { readonly where: string; readonly ms: number }

/** Time spent in each function itself, by function and by package, longest first; idling aside. */
export function selfTimes(profile: CpuProfile): { functions: SelfTime[]; packages: SelfTime[] } {
  const frames = new Map(profile.nodes.map((node) => [node.id, node.callFrame]))
  const functions = new Map<string, number>()
  const packages = new Map<string, number>()
  profile.samples.forEach((id, index) => {
    const frame = frames.get(id)
    if (frame === undefined || frame.functionName === '(idle)') return
    const ms = (profile.timeDeltas[index] ?? 0) / 1000
    const place = placeOf(frame.url)
    const name = frame.functionName || '(anonymous)'
    const line = frame.url === '' ? '' : `:${frame.lineNumber + 1}`
    const key = `${name} ${place.file}${line}`.trim()
    functions.set(key, (functions.get(key) ?? 0) + ms)
    const owner = frame.url === '' ? name : place.owner
    packages.set(owner, (packages.get(owner) ?? 0) + ms)
  })
  return { functions: longestFirst(functions), packages: longestFirst(packages) }
}

/** `node_modules/.pnpm/pg@8/node_modules/pg/lib/x.js` belongs to pg, `services/a/src/x.ts` to a. */
function placeOf(url: string): { owner: string; file: string } {
  if (url === '') return { owner: 'native', file: '' }
  if (url.startsWith('node:')) return { owner: 'node', file: url }
  const dependency = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\/(.*)$/.exec(url)
  if (dependency?.[1] !== undefined) {
    return { owner: dependency[1], file: `${dependency[1]}/${dependency[2]}` }
  }
  const own = /\/((?:packages|services)\/[^/]+)\/(.*)$/.exec(url)
  return own?.[1] === undefined
    ? { owner: 'elsewhere', file: url }
    : { owner: own[1], file: `${own[1]}/${own[2]}` }
}

function longestFirst(times: ReadonlyMap<string, number>): SelfTime[] {
  return [...times].map(([where, ms]) => ({ where, ms })).toSorted((a, b) => b.ms - a.ms)
}
