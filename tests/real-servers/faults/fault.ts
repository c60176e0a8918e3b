/** The fault of the one selected request. */
export type Fault =
  | { readonly kind: 'none' }
  /** It is executed, and the connection breaks before the answer. */
  | { readonly kind: 'lost-answer' }
  /** The connection breaks, and the request is executed afterwards. */
  | { readonly kind: 'late-commit'; readonly afterMs: number }
  /** It is executed at once and answered late, or after the client has given up. */
  | { readonly kind: 'late-answer'; readonly afterMs: number }
  /** It is executed and answered with an error. */
  | { readonly kind: 'error-after'; readonly status: number }
  /** The server dies before it is executed, or after that and before it answers. */
  | { readonly kind: 'server-dies'; readonly done: boolean; readonly kill: () => Promise<void> }

/** Publishing by draft has two requests that can fail; `publish` makes the post visible. */
export type Step = 'draft' | 'publish'

export type FaultCase = { readonly name: string; readonly step: Step; readonly fault: Fault }

const faults: readonly { readonly name: string; readonly fault: Fault }[] = [
  { name: 'the answer is lost', fault: { kind: 'lost-answer' } },
  { name: 'the answer comes 1.5 s late', fault: { kind: 'late-answer', afterMs: 1_500 } },
  { name: 'the answer comes 5 s late', fault: { kind: 'late-answer', afterMs: 5_000 } },
  { name: 'the answer comes 40 s late', fault: { kind: 'late-answer', afterMs: 40_000 } },
  { name: 'no answer ever comes', fault: { kind: 'late-answer', afterMs: 600_000 } },
  { name: 'it breaks, done 1.5 s later', fault: { kind: 'late-commit', afterMs: 1_500 } },
  { name: 'it breaks, done 5 s later', fault: { kind: 'late-commit', afterMs: 5_000 } },
  { name: '500 after it was done', fault: { kind: 'error-after', status: 500 } },
  { name: '503 after it was done', fault: { kind: 'error-after', status: 503 } },
]

/** Every fault at every step that the platform has. */
export const faultCases = (steps: readonly Step[]): FaultCase[] =>
  steps.flatMap((step) =>
    faults.map(({ name, fault }) => ({ name: `${step}: ${name}`, step, fault })),
  )
