import { seededPlan, type Fault, type FakePlatforms, type Step } from '@pressrun/fake-platforms'

/** A fault that a request met. */
export type Met = {
  readonly at: number
  readonly platform: string
  readonly account: string
  readonly step: Step
  readonly fault: Fault
}

const faults: readonly Fault[] = [
  'refuse',
  'drop-before',
  'drop-after',
  'late-commit',
  'rate-limited',
  'rate-limited-silently',
  'error-before',
  'error-after',
  'error-body',
  'expired-token',
  'stall',
]

/** Makes the platforms fail at random, the same for the same seed; returns their faults, as they grow. */
export function badWeather(
  fakes: FakePlatforms,
  { seed, share }: { readonly seed: number; readonly share: number },
): readonly Met[] {
  const met: Met[] = []
  const plans = [
    seededPlan({ seed, share, faults }),
    // Faults there cost time, without a visible consequence.
    seededPlan({ seed, share: share / 2, faults, steps: ['draft', 'look'] }),
  ]
  fakes.faults.plan((hit) => {
    const fault = plans.map((choose) => choose(hit)).find((chosen) => chosen !== undefined)
    if (fault) met.push({ at: Date.now(), ...hit, fault })
    return fault
  })
  return met
}
